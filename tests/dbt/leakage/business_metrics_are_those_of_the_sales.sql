-- What the shop earns and keeps is counted again from the sales of its days, and no day after them counts.
with

business_metrics as (

    select * from {{ ref('business_metrics') }}
    where reading = 'sales'

),

orders as (

    select * from {{ ref('int_orders') }}

),

of_its_days as (

    select
        business_metrics.metric,
        business_metrics.value,
        orders.customer_key,
        min(orders.sold_on) as first_sold_on,
        max(orders.sold_on) as last_sold_on,
        count(*) as orders,
        count(distinct orders.sold_on) as days,
        sum(orders.spend_micros) as spend_micros,
        max(case when orders.sold_on < business_metrics.ends_on - 90 then 1 else 0 end) as was_earlier,
        max(case when orders.sold_on >= business_metrics.ends_on - 90 then 1 else 0 end) as is_later
    from business_metrics
    inner join orders
        on
            orders.sold_on >= business_metrics.starts_on
            and orders.sold_on < business_metrics.ends_on
    group by business_metrics.metric, business_metrics.value, orders.customer_key

),

recounted as (

    select
        metric,
        value,
        case metric
            when 'order_value' then sum(spend_micros) / 1e6 / sum(orders)
            when 'repeat_rate' then avg(case when days > 1 then 1e0 else 0e0 end)
            when 'retention' then sum(was_earlier * is_later) / cast(sum(was_earlier) as double)
        end as recounted
    from of_its_days
    group by metric, value

)

select * from recounted
where abs(value - recounted) > 1e-9 * abs(recounted)
