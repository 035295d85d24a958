{#- How many independent units rows are worth of which each unit has so many: Kish's effective size. -#}
{%- macro effective_size(unit_rows) -%}
    cast(sum({{ unit_rows }}) as double) * cast(sum({{ unit_rows }}) as double)
        / cast(sum({{ unit_rows }} * {{ unit_rows }}) as double)
{%- endmacro -%}
