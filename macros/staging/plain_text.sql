{#-
    A text on one line and without what cannot be seen: tabs, line breaks and the blanks of typesetters become spaces;
    control characters, marks of direction and characters without width go.
-#}
{%- macro plain_text(text) -%}
    {{ replace_matches(
        replace_matches(composed_text('cast(' ~ text ~ ' as string)'), '[\\s\\p{Z}\\x{85}]', ' '),
        '[\\p{Cc}\\p{Cf}]'
    ) }}
{%- endmacro -%}
