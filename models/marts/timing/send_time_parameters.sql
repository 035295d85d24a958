{{ config(materialized='view') }}

{%- set segments = range(1, most_send_segments() + 1) %}

with

strengths as (

    select * from {{ ref('send_time_strengths') }}

),

-- One row a cutoff; what has a number of values is a list of them.
parameters as (

    select
        as_of,
        split,
        max(last_event_at) as last_event_at,
        {{ send_estimate('half_life_days') }} as half_life_days,
        {{ send_estimate('dispersion') }} as dispersion,
        {{ send_estimate('shop_strength') }} as shop_strength,
        max(segment) as segments,
        {% for name in ['share', 'occasions'] -%}
        {%- set estimates = [] -%}
        {%- for segment in segments -%}
        {%- do estimates.append(send_estimate('segment_' ~ name, segment=segment)) -%}
        {%- endfor -%}
        {{ list_of(estimates) }} as segment_{{ name }},
        {% endfor -%}
        {% for trait, values in send_traits().items() -%}
        {{ send_estimate('strength', trait) }} as {{ trait }}_strength,
        {% set estimates = [] -%}
        {%- for distance in range(4) -%}
        {%- do estimates.append(send_estimate('kernel', trait, value=distance)) -%}
        {%- endfor -%}
        {{ list_of(estimates) }} as {{ trait }}_kernel,
        {% set estimates = [] -%}
        {%- for segment in [0] + segments | list -%}
        {%- for value in values -%}
        {%- do estimates.append(send_estimate('habit', trait, segment, value)) -%}
        {%- endfor -%}
        {%- endfor -%}
        {{ list_of(estimates) }} as {{ trait }}_habits{{ ',' if not loop.last }}
        {% endfor %}
    from strengths
    group by as_of, split

)

select * from parameters
