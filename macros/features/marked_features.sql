{#- Names of the columns that the YAML of the given models marks with `meta: {feature: true}`. -#}
{%- macro marked_features(models) -%}
    {%- set names = [] -%}
    {%- if execute -%}
        {%- for model in models -%}
            {%- set columns = graph.nodes['model.' ~ project_name ~ '.' ~ model].columns.values() -%}
            {%- do names.extend(columns | selectattr('config.meta.feature', 'defined') | map(attribute='name')) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(names) }}
{%- endmacro -%}
