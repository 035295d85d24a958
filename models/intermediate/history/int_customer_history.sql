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

-- Until it was cancelled, a purchase was one for all anybody knew.
customer_history as (

    select
        audience.as_of,
        audience.split,
        audience.customer_key,
        purchases.article_key,
        purchases.sold_on,
        purchases.sold_at,
        history_days.days_ago,
        purchases.units,
        purchases.spend_micros,
        purchases.channel,
        purchases.is_counted
    from audience
    inner join purchases on audience.customer_key = purchases.customer_key
    inner join history_days
        on
            audience.as_of = history_days.as_of
            and purchases.sold_on = history_days.sold_on
    where not coalesce({{ before_cutoff('purchases.cancelled_on', 'audience.as_of') }}, false)

)

select * from customer_history
