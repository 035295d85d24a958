{{ config(materialized='view') }}

{%- set segments = range(1, most_send_segments() + 1) | list -%}
{%- set priors, shop_shares = {}, [] -%}
{%- for trait, values in send_traits().items() -%}
{%- do priors.update({trait: []}) -%}
{%- for value in values -%}
{%- set terms, place = [], loop.index -%}
{%- for segment in segments -%}
{%- set habit = list_element(trait ~ '_habits', segment * values | length + place) -%}
{%- do terms.append('share_' ~ segment ~ ' * coalesce(' ~ habit ~ ', 0)') -%}
{%- endfor -%}
{%- do priors[trait].append(terms | join(' + ')) -%}
{%- endfor -%}
{%- endfor -%}
{%- for segment in segments -%}
{%- set occasions = list_element('segment_occasions', segment) -%}
{%- do shop_shares.append(
    'share_' ~ segment ~ ' * coalesce(shop_strength / (' ~ occasions ~ ' + shop_strength), 0)'
) -%}
{%- endfor %}

with

audience as (

    select * from {{ ref('int_timing_audience') }}
    where split in ('test', 'serve')

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
        parameters.segment_occasions,
        parameters.shop_strength,
        parameters.dispersion,
        parameters.hour_habits,
        parameters.weekday_habits
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
        {% for segment in segments -%}
        ln({{ list_element('segment_share', segment) }})
        + coalesce({{ list_element('segment_evidence', segment) }}, 0) / 1e12
        * (1 + dispersion) / (greatest(occasions, 1) + dispersion) as log_{{ segment }},
        {% endfor -%}
        *
    from known_customers

),

likelihood_ratios as (

    select
        {% for segment in segments -%}
        coalesce(
            exp(log_{{ segment }} - greatest(log_{{ segments | join(', log_') }})), 0e0
        ) as ratio_{{ segment }},
        {% endfor -%}
        *
    from likelihoods

),

memberships as (

    select
        {% for segment in segments -%}
        ratio_{{ segment }} / ({{ 'ratio_' ~ segments | join('\n            + ratio_') }}) as share_{{ segment }},
        {% endfor -%}
        *
    from likelihood_ratios

),

priors as (

    select
        as_of,
        split,
        customer_key,
        last_event_at,
        occasions,
        {% for trait in priors -%}
        {{ list_of(priors[trait]) }} as {{ trait }}_prior,
        {% endfor -%}
        {{ shop_shares | join(' + ') }} as shop_share
    from memberships

)

select * from priors
