{#- What this build's own tests and earlier builds promised of windows that have closed since, and what came. -#}
with

cutoffs as (

    select * from {{ ref('int_cutoffs') }}
    where split = 'test'

),

forecasts as (

    select
        as_of,
        customer_key,
        {{ chance_within(var('label_days')) }} as p_buys
    from {{ ref('timing_scores') }}
    where model = 'next_purchase' and split = 'test' and cohort in ('buyers', 'non_buyers')

),

audience as (

    select * from {{ ref('int_audience') }}
    where split = 'test' and cohort = 'buyers'

),

customer_features as (

    select * from {{ ref('customer_features') }}
    where split = 'test' and customer_purchase_days > 0

),

kept_promises as (

    select * from {{ ref('int_kept_promises') }}

),

ranking_metrics as (

    select * from {{ ref('ranking_metrics') }}
    where split = 'test' and segment = 'all' and recommender = 'ranker'

),

timing_metrics as (

    select * from {{ ref('timing_metrics') }}
    where segment = 'all' and model = 'next_purchase' and metric in ('predicted_over_observed', 'ece')

),

earlier_facts as (

    select * from {{ published_facts() }} as published
    where subject = 'ranking' and name = 'ndcg' and detail = 'ranker'

),

tested_promise as (

    select
        forecasts.as_of,
        sum(cast(round(forecasts.p_buys * 1e9) as bigint)) / 1e9 as expected,
        sum(cast(round(forecasts.p_buys * (1e0 - forecasts.p_buys) * 1e9) as bigint)) / 1e9 as variance,
        count(audience.customer_key) as ordered
    from forecasts
    inner join customer_features
        on forecasts.as_of = customer_features.as_of and forecasts.customer_key = customer_features.customer_key
    left join audience
        on forecasts.as_of = audience.as_of and forecasts.customer_key = audience.customer_key
    group by forecasts.as_of

),

promises as (

    select
        'this build' as promised_by,
        tested_promise.as_of,
        cutoffs.label_until,
        tested_promise.expected,
        tested_promise.variance,
        tested_promise.ordered
    from tested_promise
    inner join cutoffs on tested_promise.as_of = cutoffs.as_of
    union all
    select
        build_id as promised_by,
        as_of,
        label_until,
        expected,
        variance,
        ordered
    from kept_promises

),

-- The 99 % interval of as many independent customers, and a tenth more, as no week is quite like another.
order_rows as (

    select
        promised_by,
        'customers who order' as what,
        as_of,
        cast({{ days_between('as_of', 'label_until') }} as integer) as days,
        expected as promised,
        cast(ordered as double) as came,
        greatest(expected * 0.9e0 - 2.58e0 * sqrt(variance), 0e0) as low,
        expected * 1.1e0 + 2.58e0 * sqrt(variance) as high,
        expected / nullif(cast(ordered as double), 0e0) as predicted_over_observed
    from promises

),

ndcg_rows as (

    select
        'the published build' as promised_by,
        'ndcg' as what,
        ranking_metrics.as_of,
        cast({{ var('label_days') }} as integer) as days,
        earlier_facts.value as promised,
        ranking_metrics.value as came,
        -- Both have an error of about the same size.
        earlier_facts.value - 1.42e0 * (ranking_metrics.value - ranking_metrics.ci_low) as low,
        cast(null as double) as high,
        cast(null as double) as predicted_over_observed
    from ranking_metrics
    cross join earlier_facts
    where ranking_metrics.metric = 'ndcg' and ranking_metrics.k = {{ [10, var('top_k')] | min }}

),

calibration_rows as (

    select
        'this build' as promised_by,
        'calibration error' as what,
        as_of,
        horizon as days,
        0e0 as promised,
        value as came,
        cast(null as double) as low,
        cast(null as double) as high,
        cast(null as double) as predicted_over_observed
    from timing_metrics
    where metric = 'ece'

),

long_rows as (

    select
        'this build' as promised_by,
        'orders by horizon' as what,
        as_of,
        horizon as days,
        value as promised,
        1e0 as came,
        cast(null as double) as low,
        cast(null as double) as high,
        value as predicted_over_observed
    from timing_metrics
    where metric = 'predicted_over_observed'

),

all_rows as (

    select * from order_rows
    union all
    select * from ndcg_rows
    union all
    select * from calibration_rows
    union all
    select * from long_rows

),

prediction_quality as (

    select
        promised_by,
        what,
        as_of,
        days,
        promised,
        came,
        low,
        high,
        predicted_over_observed,
        coalesce(came < low or came > high, false) as is_decay
    from all_rows

)

select * from prediction_quality
