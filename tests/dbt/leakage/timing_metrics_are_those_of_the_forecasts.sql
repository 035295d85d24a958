-- The log-loss and the Brier score of next_purchase and of each model beside it, counted again from the probabilities
-- and the sales: no customer or order is missing, and every mean lies within its interval.
with

test_cutoff as (

    select as_of from {{ ref('int_timing_targets') }}
    where target = 'timing_test'

),

next_orders as (

    select
        sales.customer_key,
        min({{ days_between('test_cutoff.as_of', 'sales.sold_on') }}) as days_to_next
    from {{ ref('int_transactions') }} as sales
    inner join test_cutoff on sales.sold_on >= test_cutoff.as_of
    where sales.customer_key is not null
    group by sales.customer_key

),

answers as (

    select
        {% for horizon in horizons() -%}
        next_purchase.p_{{ horizon }}d,
        {% endfor -%}
        'next_purchase' as forecaster,
        customers.customer_key
    from {{ ref('next_purchase') }} as next_purchase
    inner join {{ ref('int_customers') }} as customers on next_purchase.customer_id = customers.customer_id
    where next_purchase.split = 'test'
    union all
    select
        {% for horizon in horizons() -%}
        p_{{ horizon }}d,
        {% endfor -%}
        model as forecaster,
        customer_key
    from {{ ref('timing_scores') }}
    where split = 'test' and cohort = 'everyone' and model <> 'next_purchase'

),

forecasts as (

    {% for horizon in horizons() -%}
    select
        answers.forecaster,
        {{ horizon }} as horizon,
        answers.p_{{ horizon }}d as p,
        coalesce(next_orders.days_to_next < {{ horizon }}, false) as has_ordered
    from answers
    left join next_orders on answers.customer_key = next_orders.customer_key
    where answers.p_{{ horizon }}d is not null
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

counted as (

    select
        forecaster,
        horizon,
        'log_loss' as metric,
        avg(-ln(greatest(case when has_ordered then p else 1e0 - p end, 1e-9))) as counted_value,
        count(*) as customers
    from forecasts
    group by forecaster, horizon
    union all
    select
        forecaster,
        horizon,
        'brier' as metric,
        avg((p - case when has_ordered then 1e0 else 0e0 end) * (p - case when has_ordered then 1e0 else 0e0 end))
            as counted_value,
        count(*) as customers
    from forecasts
    group by forecaster, horizon

),

measured as (

    select * from {{ ref('timing_metrics') }}
    where segment = 'all' and metric in ('log_loss', 'brier') and model not like '%_minus_%'

)

select
    coalesce(counted.forecaster, measured.model) as forecaster,
    coalesce(counted.horizon, measured.horizon) as horizon,
    coalesce(counted.metric, measured.metric) as metric,
    counted.counted_value,
    measured.value as measured_value,
    counted.customers as counted_customers,
    measured.customers as measured_customers
from counted
full outer join measured
    on
        counted.forecaster = measured.model
        and counted.horizon = measured.horizon
        and counted.metric = measured.metric
where
    counted.counted_value is null
    or measured.value is null
    or abs(measured.value - counted.counted_value) > 1e-9
    or measured.customers <> counted.customers
    or measured.value not between measured.ci_low - 1e-9 and measured.ci_high + 1e-9
