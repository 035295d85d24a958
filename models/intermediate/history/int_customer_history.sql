{{ config(materialized='view') }}

with

audience as (

    select * from {{ ref('int_audience') }}

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

history_days as (

    select * from {{ ref('int_history_days') }}

),

known_cancellations as (

    select * from {{ ref('int_known_cancellations') }}

),

-- Until it was cancelled, a purchase was one for all anybody knew.
customer_history as (

    select
        audience.as_of,
        audience.split,
        audience.cohort,
        audience.customer_key,
        purchases.article_key,
        purchases.sold_on,
        purchases.sold_at,
        history_days.days_ago,
        cast(purchases.units - coalesce(known_cancellations.units, 0) as integer) as units,
        cast(purchases.spend_micros - coalesce(known_cancellations.spend_micros, 0) as bigint) as spend_micros,
        purchases.channel
    from audience
    inner join purchases on audience.customer_key = purchases.customer_key
    inner join history_days
        on
            audience.as_of = history_days.as_of
            and purchases.sold_on = history_days.sold_on
    left join known_cancellations
        on
            audience.as_of = known_cancellations.as_of
            and purchases.customer_key = known_cancellations.customer_key
            and purchases.article_key = known_cancellations.article_key
            and purchases.sold_on = known_cancellations.sold_on
    where purchases.units > coalesce(known_cancellations.units, 0)

)

select * from customer_history
