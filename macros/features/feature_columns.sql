{#-
    The columns that the models' YAML marks with `meta: {feature: true}`, as a select list. The ranker learns from exactly
    these: marking a column is all it takes to add a feature.
-#}
{%- macro feature_columns(models, alias, type=none) -%}
    {%- set names = [] -%}
    {%- if execute -%}
        {%- for model in models -%}
            {%- set columns = graph.nodes['model.' ~ project_name ~ '.' ~ model].columns.values() -%}
            {%- do names.extend(columns | selectattr('config.meta.feature', 'defined') | map(attribute='name')) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- for name in names %}
        {%- if type %}
        cast({{ alias }}.{{ name }} as {{ type }}) as {{ name }}
        {%- else %}
        {{ alias }}.{{ name }}
        {%- endif -%}
        {{ ',' if not loop.last }}
    {%- endfor -%}
{%- endmacro -%}
