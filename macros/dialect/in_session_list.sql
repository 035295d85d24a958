{#- Whether a value is in a list that the materialization sets for the query it runs; in none where none is set. -#}
{%- macro in_session_list(value, name) -%}
    {{ return(adapter.dispatch('in_session_list')(value, name)) }}
{%- endmacro -%}

{%- macro default__in_session_list(value, name) -%}
    coalesce(list_contains(getvariable('{{ name }}'), {{ value }}), false)
{%- endmacro -%}

{%- macro spark__in_session_list(value, name) -%}
    false
{%- endmacro -%}
