{%- macro table_comment(relation) -%}
    {{ return(adapter.dispatch('table_comment')(relation)) }}
{%- endmacro -%}

{%- macro default__table_comment(relation) -%}
    {%- set comments = run_query(
        "select comment from duckdb_tables() where database_name = '" ~ relation.database ~ "'"
        ~ " and schema_name = '" ~ relation.schema ~ "' and table_name = '" ~ relation.identifier ~ "'"
    ).columns[0].values() -%}
    {{ return(comments[0] if comments else none) }}
{%- endmacro -%}

{%- macro spark__table_comment(relation) -%}
    {{ return(none) }}
{%- endmacro -%}
