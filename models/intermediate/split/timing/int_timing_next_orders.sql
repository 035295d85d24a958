with

audience as (

    select * from {{ ref('int_timing_audience') }}
    where split = 'train' or target = 'timing_test'

),

windows as (

    select * from {{ ref('int_timing_windows') }}

),

orders as (

    select * from {{ ref('int_orders') }}

),

order_days as (

    select distinct
        customer_key,
        sold_on
    from orders

),

open_days as (

    select
        as_of,
        max(days_until) as open_days
    from windows
    group by as_of

),

next_orders as (

    select
        audience.as_of,
        audience.split,
        audience.customer_key,
        min(order_days.sold_on) as known_on,
        cast(min({{ days_between('audience.as_of', 'order_days.sold_on') }}) as integer) as days_to_next
    from audience
    inner join open_days on audience.as_of = open_days.as_of
    inner join order_days
        on
            audience.customer_key = order_days.customer_key
            and {{ days_between('audience.as_of', 'order_days.sold_on') }} between 0 and open_days.open_days - 1
    group by audience.as_of, audience.split, audience.customer_key

)

select * from next_orders
