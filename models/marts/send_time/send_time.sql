{%- set traits = send_traits() -%}
{%- set places, probabilities = {}, {} -%}
{%- for trait, values in traits.items() -%}
{%- do places.update({trait: []}) -%}
{%- do probabilities.update({trait: []}) -%}
{%- for value in values -%}
{%- do places[trait].append(
    "max(case when trait = '" ~ trait ~ "' and value = " ~ value ~ " then place end)"
) -%}
{%- do probabilities[trait].append('most_probable.' ~ trait ~ '_' ~ value) -%}
{%- endfor -%}
{%- endfor -%}

with

priors as (

    select * from {{ ref('send_time_priors') }}
    where {{ in_part() }}

),

evidence as (

    select * from {{ ref('send_time_evidence') }}
    where {{ in_part() }}

),

parameters as (

    select * from {{ ref('send_time_parameters') }}

),

strengths as (

    select * from {{ ref('send_time_strengths') }}

),

default_hours as (

    select * from {{ ref('default_send_hours') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

shop as (

    select * from {{ ref('int_shop') }}

),

-- The shop's habit settles ties: its most usual value comes first, of two that are equal the smaller.
shop_order as (

    select
        as_of,
        split,
        trait,
        value,
        row_number() over (
            partition by as_of, split, trait order by round(estimate, 9) desc, value asc
        ) as place
    from strengths
    where parameter = 'habit' and segment = 0

),

shop_orders as (

    select
        as_of,
        split,
        {{ list_of(places['hour']) }} as hour_places,
        {{ list_of(places['weekday']) }} as weekday_places
    from shop_order
    group by as_of, split

),

trusted_habits as (

    select
        {% for trait in traits -%}
        evidence.{{ trait }}_micros,
        parameters.{{ trait }}_strength,
        parameters.{{ trait }}_kernel,
        shop_orders.{{ trait }}_places,
        {% endfor -%}
        parameters.segments,
        priors.*
    from priors
    inner join parameters
        on
            priors.as_of = parameters.as_of
            and priors.split = parameters.split
    inner join shop_orders
        on
            priors.as_of = shop_orders.as_of
            and priors.split = shop_orders.split
    left join evidence
        on
            priors.as_of = evidence.as_of
            and priors.split = evidence.split
            and priors.customer_key = evidence.customer_key

),

-- The posterior mean of a Dirichlet prior: own occasions, spread over their neighbours, and the expected share of the
-- prior's.
probabilities as (

    select
        {% for trait, values in traits.items() -%}
        {% for value in values -%}
        (
            coalesce({{ smoothed_weight(trait ~ '_micros', trait ~ '_kernel', loop.index0, values | length) }}, 0) / 1e6
            + {{ trait }}_strength * {{ list_element(trait ~ '_prior', loop.index) }}
        ) / (occasions + {{ trait }}_strength) as {{ trait }}_{{ value }},
        {% endfor -%}
        {% endfor -%}
        *
    from trusted_habits

),

-- Whole numbers that no two values share: the probability to nine digits, then the place in the shop's order.
ranks as (

    select
        {% for trait, values in traits.items() -%}
        {% for value in values -%}
        cast(round(1e9 * {{ trait }}_{{ value }}) as bigint) * 100
        + {{ values | length }} - {{ list_element(trait ~ '_places', loop.index) }} as {{ trait }}_rank_{{ value }},
        {% endfor -%}
        {% endfor -%}
        *
    from probabilities

),

most_probable as (

    select
        {% for trait, values in traits.items() -%}
        case greatest(
            {% for value in values[:-1] -%}
            {{ trait }}_rank_{{ value }},
            {% endfor -%}
            {{ trait }}_rank_{{ values[-1] }}
        )
            {% for value in values -%}
            when {{ trait }}_rank_{{ value }} then {{ value }}
            {% endfor -%}
        end as best_{{ trait }},
        {% endfor -%}
        *
    from ranks

),

send_time as (

    select
        most_probable.as_of,
        most_probable.split,
        customers.customer_id,
        most_probable.last_event_at,
        most_probable.best_weekday as weekday,
        case when shop.has_time_of_day then most_probable.best_hour else default_hours.hour end as hour,
        case
            when not shop.has_time_of_day then 'no_time_of_day'
            when most_probable.occasions > most_probable.hour_strength then 'customer'
            when most_probable.occasions > 0 and most_probable.segments > 1 and most_probable.shop_share < 0.5
                then 'segment'
            else 'shop'
        end as basis,
        {{ list_of(probabilities['weekday']) }} as weekday_probabilities,
        {{ 'case when shop.has_time_of_day then ' ~ list_of(probabilities['hour']) ~ ' end' }} as hour_probabilities
    from most_probable
    inner join customers on most_probable.customer_key = customers.customer_key
    inner join default_hours on most_probable.best_weekday = default_hours.weekday
    cross join shop

)

select * from send_time
