{{ config(group='evaluation') }}

-- How likely send_time held the weekday and the hour of each later order, counted again from the orders: none is
-- missing.
with

test_cutoff as (

    select as_of from {{ ref('int_timing_targets') }}
    where target = 'timing_test'

),

known as (

    select
        audience.as_of,
        audience.customer_key,
        customers.customer_id
    from {{ ref('int_timing_audience') }} as audience
    inner join {{ ref('int_customers') }} as customers on audience.customer_key = customers.customer_key
    where audience.target = 'timing_test'
    qualify
        row_number() over (order by md5(customers.customer_id), customers.customer_key)
        <= {{ var('timing_customers') }}

),

later_orders as (

    select
        known.customer_id,
        orders.hour,
        {{ weekday('orders.sold_on') }} as weekday
    from {{ ref('int_orders') }} as orders
    inner join known
        on
            orders.customer_key = known.customer_key
            and {{ days_between('known.as_of', 'orders.sold_on') }} between 0 and {{ horizons()[-1] - 1 }}

),

answers as (

    select
        send_time.customer_id,
        send_time.weekday_probabilities,
        send_time.hour_probabilities
    from {{ ref('send_time') }} as send_time
    inner join test_cutoff on send_time.as_of = test_cutoff.as_of
    where send_time.split = 'test'

),

likelihoods as (

    select
        later_orders.customer_id,
        -ln({{ list_element('answers.weekday_probabilities', 'later_orders.weekday') }}) as weekday_nll,
        -ln({{ list_element('answers.hour_probabilities', 'later_orders.hour + 1') }}) as hour_nll
    from later_orders
    inner join answers on later_orders.customer_id = answers.customer_id

),

counted as (

    select
        'weekday_nll' as metric,
        avg(weekday_nll) as counted_value,
        count(distinct customer_id) as customers
    from likelihoods
    union all
    select
        'hour_nll' as metric,
        avg(hour_nll) as counted_value,
        count(distinct customer_id) as customers
    from likelihoods
    where hour_nll is not null

),

measured as (

    select * from {{ ref('send_time_metrics') }}
    where model = 'send_time' and segment = 'all' and metric in ('weekday_nll', 'hour_nll')

)

select
    coalesce(counted.metric, measured.metric) as metric,
    counted.counted_value,
    measured.value as measured_value,
    counted.customers as counted_customers,
    measured.customers as measured_customers
from counted
full outer join measured on counted.metric = measured.metric
where
    (counted.counted_value is null) <> (measured.value is null)
    or abs(measured.value - counted.counted_value) > 1e-6
    or measured.customers <> counted.customers
    or measured.value not between measured.ci_low - 1e-9 and measured.ci_high + 1e-9
