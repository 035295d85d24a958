{#- A whole raw row as one value, so that the row as it was given can be shown once it turns out to be bad. -#}
{%- macro given_row(relation_alias) -%}
    {{ return(adapter.dispatch('given_row')(relation_alias)) }}
{%- endmacro -%}

{%- macro default__given_row(relation_alias) -%}
    {{ relation_alias }}
{%- endmacro -%}

{%- macro spark__given_row(relation_alias) -%}
    struct({{ relation_alias }}.*)
{%- endmacro -%}
