{#- Whole years; ages went through a float in some files, and nonsense is no age rather than a failed build. -#}
{%- macro age_in_years(age) -%}
    try_cast(floor(try_cast({{ age }} as double)) as integer)
{%- endmacro -%}
