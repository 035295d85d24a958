{{ config(materialized='view') }}

with

orders as (

    select * from {{ ref('int_orders') }}

),

cancellations as (

    select * from {{ ref('int_cancellations') }}
    where customer_key is not null

),

daily_sales as (

    select
        customer_key,
        sold_on,
        1 as orders,
        spend_micros
    from orders
    union all
    select
        customer_key,
        sold_on,
        0 as orders,
        -spend_micros as spend_micros
    from cancellations

)

select * from daily_sales
