{#- A text without what would break a line, steer a terminal or hide: it may quote the shop's data. -#}
{%- macro printable(text) -%}
    {%- set literal = dbt.string_literal(dbt.escape_single_quotes(text)) -%}
    {{ return(run_query('select helix_printable(' ~ literal ~ ')').columns[0].values()[0]) }}
{%- endmacro -%}
