{{ config(materialized='view') }}

{#- What has a number of values becomes a list, in the order of segments, distances or, segment by segment, values. -#}
{%- set lists = {} -%}
{%- for name in ['share', 'occasions'] -%}
{%- do lists.update({'segment_' ~ name: []}) -%}
{%- for segment in range(1, most_send_segments() + 1) -%}
{%- do lists['segment_' ~ name].append(send_estimate('segment_' ~ name, segment=segment)) -%}
{%- endfor -%}
{%- endfor -%}
{%- for trait, values in send_traits().items() -%}
{%- do lists.update({trait ~ '_kernel': [], trait ~ '_habits': []}) -%}
{%- for distance in range(4) -%}
{%- do lists[trait ~ '_kernel'].append(send_estimate('kernel', trait, value=distance)) -%}
{%- endfor -%}
{%- for segment in range(most_send_segments() + 1) -%}
{%- for value in values -%}
{%- do lists[trait ~ '_habits'].append(send_estimate('habit', trait, segment, value)) -%}
{%- endfor -%}
{%- endfor -%}
{%- endfor %}

with

strengths as (

    select * from {{ ref('send_time_strengths') }}

),

-- One row a cutoff.
parameters as (

    select
        as_of,
        split,
        {% for name, estimates in lists.items() -%}
        {{ list_of(estimates) }} as {{ name }},
        {% endfor -%}
        {{ send_estimate('strength', 'hour') }} as hour_strength,
        {{ send_estimate('strength', 'weekday') }} as weekday_strength,
        {{ send_estimate('half_life_days') }} as half_life_days,
        {{ send_estimate('dispersion') }} as dispersion,
        {{ send_estimate('shop_strength') }} as shop_strength,
        max(segment) as segments,
        max(last_event_at) as last_event_at
    from strengths
    group by as_of, split

)

select * from parameters
