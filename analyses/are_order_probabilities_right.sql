-- Do as many customers order within each horizon as were predicted to?
with

timing_metrics as (

    select * from timing_metrics
    where split = 'test' and segment = 'all' and model in ('next_purchase', 'bg_nbd', 'constant')

),

horizons as (

    select
        horizon,
        model,
        max(customers) as customers,
        round(max(value) filter (where metric = 'predicted_over_observed'), 3) as predicted_over_observed,
        round(max(ci_low) filter (where metric = 'predicted_over_observed'), 3) as ci_low,
        round(max(ci_high) filter (where metric = 'predicted_over_observed'), 3) as ci_high,
        round(max(value) filter (where metric = 'ece'), 4) as calibration_error,
        round(max(value) filter (where metric = 'auc'), 4) as auc
    from timing_metrics
    where horizon is not null
    group by horizon, model

)

select * from horizons
where predicted_over_observed is not null
order by horizon, model
