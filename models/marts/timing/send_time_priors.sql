{{ config(materialized='view') }}

{%- set segments = range(1, most_send_segments() + 1) | list %}

with

audience as (

    select * from {{ ref('int_timing_audience') }}
    where split <> 'train'

),

evidence as (

    select * from {{ ref('send_time_evidence') }}

),

parameters as (

    select * from {{ ref('send_time_parameters') }}

),

-- Whoever has never ordered has no evidence, and is anybody.
known_customers as (

    select
        audience.as_of,
        audience.split,
        audience.customer_key,
        greatest(evidence.last_event_at, parameters.last_event_at) as last_event_at,
        coalesce(evidence.occasions_micros, 0) / 1e6 as occasions,
        evidence.segment_evidence,
        parameters.segment_share,
        parameters.dispersion,
        {% for trait in send_traits() -%}
        parameters.{{ trait }}_habits{{ ',' if not loop.last }}
        {% endfor %}
    from audience
    inner join parameters
        on
            audience.as_of = parameters.as_of
            and audience.split = parameters.split
    left join evidence
        on
            audience.as_of = evidence.as_of
            and audience.split = evidence.split
            and audience.customer_key = evidence.customer_key

),

-- Occasions of one customer repeat each other, and count for fewer the more they are.
likelihoods as (

    select
        *{% for segment in segments %},
        ln({{ list_element('segment_share', segment) }})
        + coalesce({{ list_element('segment_evidence', segment) }}, 0) / 1e12
        * (1 + dispersion) / (greatest(occasions, 1) + dispersion) as log_{{ segment }}
        {%- endfor %}
    from known_customers

),

likelihood_ratios as (

    select
        *{% for segment in segments %},
        coalesce(exp(log_{{ segment }} - greatest(log_{{ segments | join(', log_') }})), 0e0) as ratio_{{ segment }}
        {%- endfor %}
    from likelihoods

),

memberships as (

    select
        *{% for segment in segments %},
        ratio_{{ segment }} / (ratio_{{ segments | join(' + ratio_') }}) as share_{{ segment }}
        {%- endfor %}
    from likelihood_ratios

),

priors as (

    select
        as_of,
        split,
        customer_key,
        last_event_at,
        occasions,
        case greatest(share_{{ segments | join(', share_') }})
            {% for segment in segments -%}
            when share_{{ segment }} then {{ segment }}
            {% endfor -%}
        end as segment,
        {% for trait, values in send_traits().items() -%}
        {%- set priors = [] -%}
        {%- for value in values -%}
        {%- set terms = [] -%}
        {%- for segment in segments -%}
        {%- do terms.append(
            'share_' ~ segment ~ ' * coalesce(' ~ list_element(trait ~ '_habits', segment * (values | length) + values.index(value) + 1) ~ ', 0)'
        ) -%}
        {%- endfor -%}
        {%- do priors.append(terms | join(' + ')) -%}
        {%- endfor -%}
        {{ list_of(priors) }} as {{ trait }}_prior{{ ',' if not loop.last }}
        {% endfor %}
    from memberships

)

select * from priors
