{#-
    The columns that a model's YAML marks with `meta: {feature: true}`, as a select list. The ranker learns from exactly
    these: marking a column is all it takes to add a feature.
-#}
{%- macro feature_columns(model, alias) -%}
    {%- if execute -%}
        {%- set columns = graph.nodes['model.' ~ project_name ~ '.' ~ model].columns.values()
            | selectattr('config.meta.feature', 'defined') | map(attribute='name') | list -%}
        {%- if not columns -%}
            {{ exceptions.raise_compiler_error("No column of " ~ model ~ " is marked as a feature in its YAML.") }}
        {%- endif -%}
        {%- for column in columns %}
        {{ alias }}.{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    {%- endif -%}
{%- endmacro -%}
