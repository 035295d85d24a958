{#- A value that the materialization sets for the query it runs, and another where none is set; a constant on Spark. -#}
{%- macro session_value(name, otherwise) -%}
    {{ return(adapter.dispatch('session_value')(name, otherwise)) }}
{%- endmacro -%}

{%- macro default__session_value(name, otherwise) -%}
    coalesce(getvariable('{{ name }}'), {{ otherwise }})
{%- endmacro -%}

{%- macro spark__session_value(name, otherwise) -%}
    {{ otherwise }}
{%- endmacro -%}
