-- Does the ranker beat its rivals, and is each difference larger than chance?
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
        replace(recommender, 'ranker_minus_', '') as rival
    from at_full_length
    where recommender like 'ranker_minus_%'

),

comparisons as (

    select
        differences.metric,
        differences.k,
        differences.rival,
        round(ranker.value, 4) as ranker,
        round(rivals.value, 4) as rival_value,
        round(differences.value, 4) as difference,
        round(differences.ci_low, 4) as ci_low,
        round(differences.ci_high, 4) as ci_high,
        case
            when differences.ci_low > 0 then 'ranker is higher'
            when differences.ci_high < 0 then 'rival is higher'
            else 'too close to call'
        end as verdict
    from differences
    inner join at_full_length as ranker
        on differences.metric = ranker.metric and ranker.recommender = 'ranker'
    inner join at_full_length as rivals
        on
            differences.metric = rivals.metric
            and differences.rival = rivals.recommender

)

select * from comparisons
order by metric, rival
