with

audience as (

    select * from {{ ref('int_timing_audience') }}
    where split = 'serve'

),

customers as (

    select * from {{ ref('int_customers') }}

),

scores as (

    select * from {{ ref('push_effect_scores') }}

),

push_effects as (

    select
        audience.as_of,
        customers.customer_id,
        scores.effect,
        scores.effect_low,
        scores.effect_high,
        coalesce(scores.basis, 'none') as basis,
        scores.learner,
        scores.last_event_at
    from audience
    inner join customers on audience.customer_key = customers.customer_key
    left join scores
        on
            audience.as_of = scores.as_of
            and audience.customer_key = scores.customer_key

)

select * from push_effects
order by as_of, customer_id
