{#- Names of the models that say `meta: {twins: <mark>}`, in their YAML or for their folder in dbt_project.yml. -#}
{%- macro models_marked(mark) -%}
    {%- set names = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.config.meta.get('twins') == mark -%}
        {%- do names.append(node.name) -%}
    {%- endfor -%}
    {{ return(names | sort) }}
{%- endmacro -%}
