{#- The rows that used an event at or after their cutoff. -#}
{% test events_before_cutoff(model, column_name='last_event_at', as_of='as_of') %}

select *
from {{ model }}
where not ({{ local_helix.before_cutoff(column_name, as_of) }})

{% endtest %}
