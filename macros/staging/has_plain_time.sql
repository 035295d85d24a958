{#- Whether nothing stands behind the time of a text, or it has none. -#}
{%- macro has_plain_time(text) -%}
    {{ text_matches(text, '^ *[0-9]([ -9]*[0-9]|[ -9T]*(:[0-9]{1,2}){1,2}([.][0-9]*)?)$') }}
{%- endmacro -%}
