{%- macro list_element(list, position) -%}
    {{ return(adapter.dispatch('list_element')(list, position)) }}
{%- endmacro -%}

{%- macro default__list_element(list, position) -%}
    list_extract({{ list }}, {{ position }})
{%- endmacro -%}

{%- macro spark__list_element(list, position) -%}
    get({{ list }}, {{ position }} - 1)
{%- endmacro -%}
