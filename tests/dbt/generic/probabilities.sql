{#- The rows whose list of probabilities is not as long as it should be, or does not sum to 1. A null is no list. -#}
{% test probabilities(model, column, values) %}

select *
from {{ model }}
where
    {{ column }} is not null
    and (
        {{ list_element(column, values) }} is null
        or {{ list_element(column, values + 1) }} is not null
        or abs(
            {% for position in range(1, values + 1) -%}
            {{ list_element(column, position) }}{{ ' + ' if not loop.last }}
            {%- endfor %} - 1
        ) > 1e-9
    )

{% endtest %}
