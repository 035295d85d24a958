{{ config(group='next_purchase') }}

-- Who ordered in a stretch of days, and who was still waiting, counted again from the sales; no order after the
-- longest is looked for.
with

periods as (

    select * from {{ ref('timing_periods') }}

),

sales as (

    select distinct
        customer_key,
        sold_on
    from {{ ref('int_transactions') }}
    where customer_key is not null

),

waits as (

    select
        periods.as_of,
        periods.customer_key,
        periods.days_from,
        periods.days_until,
        periods.is_bought,
        min({{ days_between('periods.as_of', 'sales.sold_on') }}) as days_to_next
    from periods
    left join sales on periods.customer_key = sales.customer_key and sales.sold_on >= periods.as_of
    group by periods.as_of, periods.customer_key, periods.days_from, periods.days_until, periods.is_bought

)

select
    as_of,
    customer_key,
    days_from,
    days_until,
    is_bought,
    days_to_next
from waits
where
    days_to_next < days_from
    or is_bought <> coalesce(days_to_next < days_until, false)
union all
select
    next_orders.as_of,
    next_orders.customer_key,
    0 as days_from,
    max(windows.days_until) as days_until,
    true as is_bought,
    next_orders.days_to_next
from {{ ref('int_timing_next_orders') }} as next_orders
left join {{ ref('int_timing_windows') }} as windows on next_orders.as_of = windows.as_of
group by next_orders.as_of, next_orders.customer_key, next_orders.days_to_next
having coalesce(max(windows.days_until), 0) <= next_orders.days_to_next
