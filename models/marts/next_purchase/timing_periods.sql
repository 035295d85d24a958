with

audience as (

    select * from {{ ref('int_timing_audience') }}
    where split = 'train'

),

windows as (

    select * from {{ ref('int_timing_windows') }}
    where purpose <> 'test'

),

next_orders as (

    select * from {{ ref('int_timing_next_orders') }}

),

closed_stretches as (

    select distinct
        as_of,
        days_from,
        days_until,
        known_on
    from windows

),

-- A customer is at risk of buying in every stretch that begins before the next order.
timing_periods as (

    select
        audience.as_of,
        audience.split,
        audience.customer_key,
        closed_stretches.days_from,
        closed_stretches.days_until,
        closed_stretches.known_on,
        case
            when next_orders.days_to_next < closed_stretches.days_until then next_orders.days_to_next
        end as days_to_next,
        coalesce(next_orders.days_to_next < closed_stretches.days_until, false) as is_bought
    from audience
    inner join closed_stretches on audience.as_of = closed_stretches.as_of
    left join next_orders
        on
            audience.as_of = next_orders.as_of
            and audience.split = next_orders.split
            and audience.customer_key = next_orders.customer_key
    where next_orders.days_to_next is null or next_orders.days_to_next >= closed_stretches.days_from

)

select * from timing_periods
