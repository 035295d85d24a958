with

timing_metric_values as (

    select * from {{ ref('timing_metric_values') }}

),

timing_metrics as (

    select
        as_of,
        split,
        model,
        horizon,
        metric,
        segment,
        value,
        ci_low,
        ci_high,
        customers
    from timing_metric_values

)

select * from timing_metrics
