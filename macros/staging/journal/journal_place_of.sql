{#- Where the events of a folder of the journal lie, to begin a sentence with. -#}
{%- macro journal_place_of(folder) -%}
    {{ dbt.string_literal(dbt.escape_single_quotes((var('journal_path') or 'the journal') ~ '/')) }} || {{ folder }}
{%- endmacro -%}
