{#- A table of this build by its name, none if it is not there: a hook, or a macro of many models, cannot use ref(). -#}
{%- macro built_table(name) -%}
    {{ return(adapter.get_relation(database=target.database, schema=target.schema, identifier=name)) }}
{%- endmacro -%}
