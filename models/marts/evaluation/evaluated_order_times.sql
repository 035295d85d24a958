{{ config(materialized='view') }}

with

label_orders as (

    select * from {{ ref('int_timing_label_orders') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

ranked_orders as (

    select
        label_orders.*,
        customers.customer_id,
        dense_rank() over (
            partition by label_orders.as_of order by md5(customers.customer_id), customers.customer_key
        ) as place
    from label_orders
    inner join customers on label_orders.customer_key = customers.customer_key

),

evaluated_order_times as (

    select
        as_of,
        split,
        customer_key,
        customer_id,
        sold_at,
        weekday,
        hour
    from ranked_orders
    where place <= {{ var('timing_customers') }}

)

select * from evaluated_order_times
