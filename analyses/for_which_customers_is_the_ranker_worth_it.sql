-- For which segments of customers is the ranker worth it, and against which baseline?
with

differences as (

    select * from ranking_metrics
    where
        split = 'test' and metric = 'ndcg'
        and recommender like 'ranker_minus_%' and recommender not like '%ranker_by_score'

),

ranker as (

    select * from ranking_metrics
    where split = 'test' and metric = 'ndcg' and recommender = 'ranker'

),

longest_list as (

    select max(k) as k from ranker

),

gains as (

    select
        differences.segment,
        differences.customers,
        ranker.value,
        differences.value as gain,
        differences.ci_low,
        differences.ci_high,
        replace(differences.recommender, 'ranker_minus_', '') as baseline,
        ranker.value - differences.value as baseline_value
    from differences
    inner join longest_list on differences.k = longest_list.k
    inner join ranker
        on
            differences.as_of = ranker.as_of
            and differences.k = ranker.k
            and differences.segment = ranker.segment

),

verdicts as (

    select
        segment,
        customers,
        baseline,
        round(value, 4) as ranker_ndcg,
        round(baseline_value, 4) as baseline_ndcg,
        round(gain, 4) as gain,
        round(ci_low, 4) as ci_low,
        round(ci_high, 4) as ci_high,
        case
            when ci_low > 0 then 'worth it'
            when ci_high < 0 then 'baseline is better'
            else 'too close to call'
        end as verdict
    from gains

)

select * from verdicts
order by
    case segment
        when 'newcomer' then 1
        when 'light' then 2
        when 'regular' then 3
        when 'heavy' then 4
        else 5
    end,
    segment,
    baseline
