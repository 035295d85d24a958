-- Is the hour of the next order predicted better than from customers' habits, or the shop's?
with

send_time_metrics as (

    select * from send_time_metrics
    where split = 'test' and segment = 'all' and metric in ('hour_nll', 'hour_hit_1', 'hour_hit_3')

),

answers as (

    select
        metric,
        model,
        customers,
        round(value, 4) as measured,
        round(ci_low, 4) as ci_low,
        round(ci_high, 4) as ci_high
    from send_time_metrics
    where model not like '%_minus_%'

)

select * from answers
order by metric asc, measured asc, model asc
