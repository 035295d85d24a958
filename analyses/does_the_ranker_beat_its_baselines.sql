-- Does the ranker beat its baselines, and is each difference larger than noise?
with

metrics as (

    select * from ranking_metrics
    where split = 'test' and segment = 'all' and recommender not like '%ranker_by_score'

),

longest_lists as (

    select
        metric,
        max(k) as k
    from metrics
    group by metric

),

at_full_length as (

    select
        metrics.recommender,
        metrics.metric,
        metrics.k,
        metrics.value,
        metrics.ci_low,
        metrics.ci_high
    from metrics
    inner join longest_lists
        on metrics.metric = longest_lists.metric and metrics.k = longest_lists.k

),

-- Measured on the same customers, so an interval that leaves out 0 is no luck.
differences as (

    select
        metric,
        k,
        value,
        ci_low,
        ci_high,
        replace(recommender, 'ranker_minus_', '') as baseline
    from at_full_length
    where recommender like 'ranker_minus_%'

),

comparisons as (

    select
        differences.metric,
        differences.k,
        differences.baseline,
        round(ranker.value, 4) as ranker,
        round(baselines.value, 4) as baseline_value,
        round(differences.value, 4) as difference,
        round(differences.ci_low, 4) as ci_low,
        round(differences.ci_high, 4) as ci_high,
        case
            when differences.ci_low > 0 then 'ranker is higher'
            when differences.ci_high < 0 then 'baseline is higher'
            else 'too close to call'
        end as verdict
    from differences
    inner join at_full_length as ranker
        on differences.metric = ranker.metric and ranker.recommender = 'ranker'
    inner join at_full_length as baselines
        on
            differences.metric = baselines.metric
            and differences.baseline = baselines.recommender

)

select * from comparisons
order by metric, baseline
