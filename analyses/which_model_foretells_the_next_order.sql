-- Which model predicts the next order best, at each horizon and for each kind of customer?
with

timing_metrics as (

    select * from timing_metrics
    where metric = 'log_loss'

),

-- By kind of customer the simplest models are enough to compare with.
answers as (

    select
        segment,
        horizon,
        model,
        customers,
        round(value, 4) as log_loss,
        round(ci_low, 4) as ci_low,
        round(ci_high, 4) as ci_high
    from timing_metrics
    where
        model not like '%_minus_%'
        and (segment = 'all' or model in ('next_purchase', 'bg_nbd', 'constant'))

)

select * from answers
order by segment asc, horizon asc, log_loss asc, model asc
