{#- Of each table and view of this build, by name: its comment, and whether it is a view. -#}
{%- macro relation_comments() -%}
    {{ return(adapter.dispatch('relation_comments')()) }}
{%- endmacro -%}

{%- macro default__relation_comments() -%}
    {%- set here = " where database_name = '" ~ target.database ~ "' and schema_name = '" ~ target.schema ~ "'" -%}
    {%- set by_name = {} -%}
    {%- for row in run_query(
        'select table_name, comment, false as is_view from duckdb_tables()' ~ here
        ~ ' union all select view_name, comment, true as is_view from duckdb_views()' ~ here
    ).rows -%}
        {%- do by_name.update({row[0]: {'text': row[1] or '', 'is_view': row[2]}}) -%}
    {%- endfor -%}
    {{ return(by_name) }}
{%- endmacro -%}

{%- macro spark__relation_comments() -%}
    {{ return({}) }}
{%- endmacro -%}
