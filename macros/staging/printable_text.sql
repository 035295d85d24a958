{#- A text as it can be shown: a sign that would steer a terminal or hide what it shows becomes �. -#}
{%- macro printable_text(text) -%}
    {{ replace_matches(text, '[\\p{Cc}\\p{Cf}\\p{Co}\\p{Zl}\\p{Zp}' ~ unseen_signs() ~ ']', '�') }}
{%- endmacro -%}
