{#-
    The select list of a kind of event: what every event has, then the columns of its kind. From the journal's lines, or
    from rows of a source's own, for which `given` says which expression each column is; what they lack is null.
-#}
{%- macro event_columns(events, given=none) -%}
    {%- set contract = journal_events()[events] -%}
    {%- set occurred_at = 'occurred_at' if given is none else given['occurred_at'] -%}
    {{ 'event_id' if given is none else 'cast(null as string) as event_id' }},
        {{ occurred_at ~ (' as occurred_at' if given is not none else '') }},
        cast({{ occurred_at }} as date) as known_on,
        customer_id,
        '{{ contract.kind }}' as kind,
        {%- for column, type in contract.columns.items() %}
        {% if given is none -%}
            {{ event_field('content', column, type) }} as {{ column }}
        {%- else -%}
            cast({{ given.get(column, 'null') }} as {{ type }}) as {{ column }}
        {%- endif -%}
        {{- ',' if not loop.last }}
        {%- endfor -%}
{%- endmacro -%}
