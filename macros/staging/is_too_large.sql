{#- Whether what could not be read as a number of its type is a number all the same, only a larger one. -#}
{%- macro is_too_large(number) -%}
    coalesce(abs(try_cast({{ number }} as double)) between 1e9 and 1e300, false)
{%- endmacro -%}
