with

audience as (

    select * from {{ ref('int_timing_audience') }}
    where split = 'test'

),

orders as (

    select * from {{ ref('int_orders') }}

),

shop as (

    select * from {{ ref('int_shop') }}

),

-- The same days as the longest horizon of next_purchase.
later_orders as (

    select
        audience.as_of,
        audience.split,
        audience.customer_key,
        orders.sold_at,
        orders.sold_on as known_on
    from audience
    inner join orders
        on
            audience.customer_key = orders.customer_key
            and {{ days_between('audience.as_of', 'orders.sold_on') }} between 0 and {{ horizons()[-1] - 1 }}

),

label_orders as (

    select
        later_orders.as_of,
        later_orders.split,
        later_orders.customer_key,
        later_orders.sold_at,
        later_orders.known_on,
        cast({{ weekday('later_orders.known_on') }} as integer) as weekday,
        case when shop.has_time_of_day then cast(extract(hour from later_orders.sold_at) as integer) end as hour
    from later_orders
    cross join shop

)

select * from label_orders
