{#- Weeks on either side of the comparison: long enough for a stable ratio, the same weekdays in each. -#}
{%- set span = 28 -%}

with

history_days as (

    select * from {{ ref('int_timing_history_days') }}

),

order_days as (

    select * from {{ ref('int_order_days') }}

),

activity as (

    select
        history_days.as_of,
        max(order_days.sold_at) as last_event_at,
        cast(sum(order_days.orders) filter (where history_days.days_ago <= {{ span }}) as bigint) as orders_lately,
        cast(sum(order_days.orders) filter (
            where history_days.days_ago between {{ span + 1 }} and {{ 2 * span }}
        ) as bigint) as orders_before
    from history_days
    inner join order_days on history_days.sold_on = order_days.sold_on
    group by history_days.as_of

),

shop_activity as (

    select
        as_of,
        last_event_at,
        orders_lately * 1e0 / nullif(orders_before, 0) as shop_trend
    from activity

)

select * from shop_activity
