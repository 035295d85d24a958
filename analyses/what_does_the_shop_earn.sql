-- What does the shop earn and keep, and how far is that from where it wants to be?
with

business_metrics as (

    select * from business_metrics

),

-- Where the shop wants to be: lines to look at, and no claim that anything reaches them.
targets as (

    select
        named.metric,
        named.reading,
        named.target
    from (
        values
        ('click_through', 'lists', 0.05),
        ('recommendation_conversion', 'last touch', 0.02),
        ('revenue_lift', 'holdout', 0.1)
    ) as named (metric, reading, target)

),

earned as (

    select
        business_metrics.metric,
        business_metrics.reading,
        business_metrics.experiment,
        round(business_metrics.value, 4) as value,
        round(business_metrics.low, 4) as ci_low,
        round(business_metrics.high, 4) as ci_high,
        targets.target,
        business_metrics.unit,
        business_metrics.definition
    from business_metrics
    left join targets
        on
            business_metrics.metric = targets.metric
            and business_metrics.reading = targets.reading

)

select * from earned
order by metric, reading, experiment
