{#- The columns that are marked as features, as a select list. The ranker learns from exactly these: marking a column is all it takes to add a feature. -#}
{%- macro feature_columns(models, alias, type=none) -%}
    {%- for name in marked_features(models) %}
        {%- if type %}
        cast({{ alias }}.{{ name }} as {{ type }}) as {{ name }}
        {%- else %}
        {{ alias }}.{{ name }}
        {%- endif -%}
        {{ ',' if not loop.last }}
    {%- endfor -%}
{%- endmacro -%}
