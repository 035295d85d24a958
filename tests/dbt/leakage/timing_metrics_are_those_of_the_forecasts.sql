-- The log-loss of next_purchase, counted again from its probabilities and the sales: no customer or order is missing.
with

sales as (

    select distinct
        customer_key,
        sold_on
    from {{ ref('int_transactions') }}
    where customer_key is not null

),

forecasts as (

    select
        next_purchase.*,
        min({{ days_between('next_purchase.as_of', 'sales.sold_on') }}) as days_to_next
    from {{ ref('next_purchase') }} as next_purchase
    inner join {{ ref('int_customers') }} as customers on next_purchase.customer_id = customers.customer_id
    left join sales on customers.customer_key = sales.customer_key and sales.sold_on >= next_purchase.as_of
    where next_purchase.split = 'test'
    group by all

),

counted as (

    {% for horizon in horizons() -%}
    select
        {{ horizon }} as horizon,
        avg(-ln(greatest(
            case when days_to_next < {{ horizon }} then p_{{ horizon }}d else 1e0 - p_{{ horizon }}d end, 1e-9
        ))) as counted_log_loss,
        count(*) as counted_customers
    from forecasts
    where p_{{ horizon }}d is not null
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

measured as (

    select * from {{ ref('timing_metrics') }}
    where model = 'next_purchase' and metric = 'log_loss' and segment = 'all'

)

select
    counted.horizon,
    counted.counted_log_loss,
    measured.value,
    counted.counted_customers,
    measured.customers
from counted
left join measured on counted.horizon = measured.horizon
where
    counted.counted_customers > 0
    and (
        measured.value is null
        or abs(measured.value - counted.counted_log_loss) > 1e-9
        or measured.customers <> counted.counted_customers
    )
