{#- Names of the columns that the YAML of the given models marks as features of ranking, or of timing. -#}
{%- macro marked_features(models, mark='feature') -%}
    {%- set names = [] -%}
    {%- if execute -%}
        {%- for model in models -%}
            {%- set columns = graph.nodes['model.' ~ project_name ~ '.' ~ model].columns.values() -%}
            {%- do names.extend(columns | selectattr('config.meta.' ~ mark, 'defined') | map(attribute='name')) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(names) }}
{%- endmacro -%}
