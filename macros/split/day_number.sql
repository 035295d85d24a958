{#- Whole days from 1970-01-01, the same in every build: the number that a grid of days or a turn of weeks goes by. -#}
{%- macro day_number(day) -%}
    {{ days_between("cast('1970-01-01' as date)", day) }}
{%- endmacro -%}
