{{ config(materialized='view') }}

with

audience as (

    select * from {{ ref('int_timing_audience') }}

),

orders as (

    select * from {{ ref('int_orders') }}

),

history_days as (

    select * from {{ ref('int_timing_history_days') }}

),

order_history as (

    select
        audience.as_of,
        audience.split,
        audience.cohort,
        audience.customer_key,
        orders.sold_on,
        orders.sold_at,
        orders.hour,
        history_days.days_ago,
        orders.articles,
        orders.units,
        orders.spend_micros,
        orders.channel
    from audience
    inner join orders on audience.customer_key = orders.customer_key
    inner join history_days
        on
            audience.as_of = history_days.as_of
            and orders.sold_on = history_days.sold_on

)

select * from order_history
