{#- Whether the chosen source has something that not every source has, by its entry in dbt_project.yml. -#}
{%- macro source_brings(what) -%}
    {{ return(what in sources()[var('source')].get('brings', [])) }}
{%- endmacro -%}
