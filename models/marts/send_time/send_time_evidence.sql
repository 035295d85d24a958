{%- set segments = range(1, most_send_segments() + 1) -%}
{%- set telling = ['hour', 'weekday', 'size', 'spend'] -%}
{%- set sums = {'segment_evidence': []} -%}
{%- for trait, values in send_traits().items() -%}
{%- do sums.update({trait ~ '_micros': []}) -%}
{%- for value in values -%}
{%- do sums[trait ~ '_micros'].append(
    'cast(coalesce(sum(weight) filter (where weighed_occasions.' ~ trait ~ ' = ' ~ value ~ '), 0) as bigint)'
) -%}
{%- endfor -%}
{%- endfor -%}
{%- for segment in segments -%}
{%- set hints = [] -%}
{%- for trait in telling -%}
{%- do hints.append('coalesce(' ~ trait ~ '_hints.segment_' ~ segment ~ ', 0)') -%}
{%- endfor -%}
{%- do sums['segment_evidence'].append('cast(sum(weight * (' ~ hints | join(' + ') ~ ')) as bigint)') -%}
{%- endfor -%}

with

occasions as (

    select * from {{ ref('int_order_occasions') }}
    where {{ in_part() }}

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
        {% for segment in segments -%}
        cast(round(1e6 * ln({{ send_estimate('habit', segment=segment) }})) as bigint) as segment_{{ segment }},
        {% endfor -%}
        as_of,
        split,
        trait,
        value
    from strengths
    where parameter = 'habit'
    group by as_of, split, trait, value

),

evidence as (

    select
        weighed_occasions.as_of,
        weighed_occasions.split,
        weighed_occasions.customer_key,
        {% for name, expressions in sums.items() -%}
        {{ list_of(expressions) }} as {{ name }},
        {% endfor -%}
        cast(sum(weighed_occasions.weight) as bigint) as occasions_micros,
        max(weighed_occasions.last_event_at) as last_event_at
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
