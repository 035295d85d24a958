{#- Whether any feature of a table differs from the column of that name, a float, in another one. -#}
{%- macro features_differ(table, other) -%}
    (
        1 = 0
        {%- for name in marked_features([table]) %}
        or ({{ other }}.{{ name }} is distinct from cast({{ table }}.{{ name }} as float))
        {%- endfor %}
    )
{%- endmacro -%}
