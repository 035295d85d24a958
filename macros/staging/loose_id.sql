{#- An id without what a spreadsheet drops or a person leaves out: leading zeros, letter case and blanks. -#}
{%- macro loose_id(id) -%}
    lower(replace(ltrim({{ id }}, '0'), ' ', ''))
{%- endmacro -%}
