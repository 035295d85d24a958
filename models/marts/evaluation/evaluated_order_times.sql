{{ config(materialized='view') }}

with

audience as (

    select * from {{ ref('int_timing_audience') }}
    where target = 'timing_test'

),

label_orders as (

    select * from {{ ref('int_timing_label_orders') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

-- Drawn before anybody knows who will order.
ranked_customers as (

    select
        audience.as_of,
        audience.customer_key,
        customers.customer_id,
        {{ sample_rank('audience') }} as place
    from audience
    inner join customers on audience.customer_key = customers.customer_key

),

evaluated_order_times as (

    select
        label_orders.as_of,
        label_orders.split,
        label_orders.customer_key,
        ranked_customers.customer_id,
        label_orders.sold_at,
        label_orders.known_on,
        label_orders.weekday,
        label_orders.hour,
        {{ add_days('label_orders.as_of', horizons()[-1] - 1) }} as last_known_on
    from label_orders
    inner join ranked_customers
        on
            label_orders.as_of = ranked_customers.as_of
            and label_orders.customer_key = ranked_customers.customer_key
    where ranked_customers.place <= {{ var('timing_customers') }}

)

select * from evaluated_order_times
