with

measured_cutoffs as (

    select * from {{ ref('measured_cutoffs') }}

),

mean_metrics as (

    select * from {{ ref('mean_metrics') }}

),

ranking_metrics as (

    select
        as_of,
        split,
        recommender,
        metric,
        k,
        segment,
        value,
        ci_low,
        ci_high,
        customers,
        1 as cutoffs
    from measured_cutoffs
    union all
    select
        cast(null as date) as as_of,
        'backtest_mean' as split,
        recommender,
        metric,
        k,
        segment,
        value,
        ci_low,
        ci_high,
        customers,
        cutoffs
    from mean_metrics

)

select * from ranking_metrics
