{#- The staging model of the chosen source, e.g. chosen_staging('transactions') is stg_demo__transactions. -#}
{%- macro chosen_staging(entity) -%}
    {%- set known = ['demo', 'files', 'hm', 'online_retail'] -%}
    {%- if var('source') not in known -%}
        {{ exceptions.raise_compiler_error(
            "source '" ~ var('source') ~ "' is not known: set the variable source to one of " ~ known | join(', ') ~ "."
        ) }}
    {%- endif -%}
    {{ return(ref('stg_' ~ var('source') ~ '__' ~ entity)) }}
{%- endmacro -%}
