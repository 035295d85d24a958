{#- A sum of whole numbers that are not negative as a type that may be too small for it: then the largest number of the type. -#}
{%- macro bounded_sum(number, type='bigint') -%}
    {%- set largest = {'integer': '2147483647', 'bigint': '9223372036854775807'}[type] -%}
    cast(least(sum({{ wide_integer(number) }}), {{ largest }}) as {{ type }})
{%- endmacro -%}
