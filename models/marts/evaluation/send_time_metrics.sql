with

send_time_metric_values as (

    select * from {{ ref('send_time_metric_values') }}

),

send_time_metrics as (

    select
        as_of,
        split,
        known_on,
        model,
        metric,
        segment,
        value,
        ci_low,
        ci_high,
        customers
    from send_time_metric_values

)

select * from send_time_metrics
