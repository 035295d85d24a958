{%- set segments = range(1, most_send_segments() + 1) -%}
{%- set telling = ['hour', 'weekday', 'size', 'spend'] -%}

with

occasions as (

    select * from {{ ref('int_order_occasions') }}

),

parameters as (

    select * from {{ ref('send_time_parameters') }}

),

strengths as (

    select * from {{ ref('send_time_strengths') }}

),

weighed_occasions as (

    select
        occasions.*,
        {{ decayed_weight('occasions.days_ago', 'parameters.half_life_days') }} as weight
    from occasions
    inner join parameters
        on
            occasions.as_of = parameters.as_of
            and occasions.split = parameters.split

),

-- What a value of a trait says for each segment: ln(probability) in millionths, whole so that sums are exact.
hints as (

    select
        as_of,
        split,
        trait,
        value{% for segment in segments %},
        cast(round(1e6 * ln({{ send_estimate('habit', segment=segment) }})) as bigint) as segment_{{ segment }}
        {%- endfor %}
    from strengths
    where parameter = 'habit'
    group by as_of, split, trait, value

),

evidence as (

    select
        weighed_occasions.as_of,
        weighed_occasions.split,
        weighed_occasions.customer_key,
        max(weighed_occasions.last_event_at) as last_event_at,
        cast(sum(weighed_occasions.weight) as bigint) as occasions_micros,
        {% for trait, values in send_traits().items() -%}
        {%- set sums = [] -%}
        {%- for value in values -%}
        {%- do sums.append(
            'cast(coalesce(sum(weight) filter (where weighed_occasions.' ~ trait ~ ' = ' ~ value ~ '), 0) as bigint)'
        ) -%}
        {%- endfor -%}
        {{ list_of(sums) }} as {{ trait }}_micros,
        {% endfor -%}
        {%- set sums = [] -%}
        {%- for segment in segments -%}
        {%- set hints = [] -%}
        {%- for trait in telling -%}
        {%- do hints.append('coalesce(' ~ trait ~ '_hints.segment_' ~ segment ~ ', 0)') -%}
        {%- endfor -%}
        {%- do sums.append(
            'cast(sum(weighed_occasions.weight * (' ~ hints | join(' + ') ~ ')) as bigint)'
        ) -%}
        {%- endfor -%}
        {{ list_of(sums) }} as segment_evidence
    from weighed_occasions
    {% for trait in telling -%}
    left join hints as {{ trait }}_hints
        on
            weighed_occasions.as_of = {{ trait }}_hints.as_of
            and weighed_occasions.split = {{ trait }}_hints.split
            and weighed_occasions.{{ trait }} = {{ trait }}_hints.value
            and {{ trait }}_hints.trait = '{{ trait }}'
    {% endfor -%}
    group by weighed_occasions.as_of, weighed_occasions.split, weighed_occasions.customer_key

)

select * from evidence
