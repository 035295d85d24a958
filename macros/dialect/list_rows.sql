{%- macro list_rows(list, element, position) -%}
    {{ return(adapter.dispatch('list_rows')(list, element, position)) }}
{%- endmacro -%}

{%- macro default__list_rows(list, element, position) -%}
    unnest({{ list }}) as {{ element }},
        cast(generate_subscripts({{ list }}, 1) as integer) as {{ position }}
{%- endmacro -%}

{%- macro spark__list_rows(list, element, position) -%}
    inline(transform({{ list }}, (given, place) -> struct(given as {{ element }}, place + 1 as {{ position }})))
{%- endmacro -%}
