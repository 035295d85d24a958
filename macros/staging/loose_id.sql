{#- An id without what a spreadsheet drops or a person leaves out: leading zeros, letter case and width, and blanks. -#}
{%- macro loose_id(id) -%}
    lower(replace(ltrim({{ narrow_text(id) }}, '0'), ' ', ''))
{%- endmacro -%}
