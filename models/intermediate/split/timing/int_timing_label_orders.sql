with

audience as (

    select * from {{ ref('int_timing_audience') }}
    where target = 'timing_test'

),

orders as (

    select * from {{ ref('int_orders') }}

),

-- The same days as the longest horizon of next_purchase.
label_orders as (

    select
        audience.as_of,
        audience.split,
        audience.customer_key,
        orders.sold_at,
        orders.sold_on as known_on,
        cast({{ weekday('orders.sold_on') }} as integer) as weekday,
        orders.hour
    from audience
    inner join orders
        on
            audience.customer_key = orders.customer_key
            and {{ days_between('audience.as_of', 'orders.sold_on') }} between 0 and {{ horizons()[-1] - 1 }}

)

select * from label_orders
