{#-
    The rows that used an event at or after their cutoff. The comparison is written out: with the macro that models use,
    the test would share its mistake.
-#}
{% test events_before_cutoff(model, column_name='last_event_at', as_of='as_of') %}

{{ config(tags=['leakage']) }}

select *
from {{ model }}
where {{ column_name }} >= {{ as_of }}

{% endtest %}
