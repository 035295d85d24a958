{#- The table of a model that this run has built, none if it has not: a hook cannot use ref(). -#}
{%- macro built_in_run(results, name) -%}
    {%- for result in results if result.node.name == name and result.status == 'success' -%}
        {{ return(result.node.relation_name) }}
    {%- endfor -%}
    {{ return(none) }}
{%- endmacro -%}
