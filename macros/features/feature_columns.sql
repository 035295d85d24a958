{#- The columns that are marked as features, as a select list. Exactly these are learned from: marking a column is all it takes to add a feature. -#}
{%- macro feature_columns(models, alias, type=none, mark='feature') -%}
    {%- for name in marked_features(models, mark) %}
        {%- if type %}
        cast({{ alias }}.{{ name }} as {{ type }}) as {{ name }}
        {%- else %}
        {{ alias }}.{{ name }}
        {%- endif -%}
        {{ ',' if not loop.last }}
    {%- endfor -%}
{%- endmacro -%}
