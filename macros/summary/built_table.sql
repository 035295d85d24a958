{#- A table of this build by its name: an on-run-end hook cannot use ref() within a condition. -#}
{%- macro built_table(name) -%}
    {{ return(adapter.get_relation(database=target.database, schema=target.schema, identifier=name)) }}
{%- endmacro -%}
