with

scores as (

    select * from {{ ref('send_time_scores') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

default_hours as (

    select * from {{ ref('default_send_hours') }}

),

send_time as (

    select
        scores.as_of,
        scores.split,
        customers.customer_id,
        scores.last_event_at,
        scores.weekday,
        coalesce(scores.hour, default_hours.hour) as hour,
        scores.basis,
        scores.weekday_probabilities,
        scores.hour_probabilities
    from scores
    inner join customers on scores.customer_key = customers.customer_key
    inner join default_hours on scores.weekday = default_hours.weekday

)

select * from send_time
