-- How good were the lists in each week that was measured, beside the best simple list of it?
with

ranking_metrics as (

    select * from ranking_metrics
    where
        metric = 'ndcg' and as_of is not null and split <> 'validation'
        and recommender not like 'ranker_minus_%'
        and recommender not in ('oracle', 'ranker_by_score')

),

longest_list as (

    select max(k) as k from ranking_metrics

),

at_full_length as (

    select ranking_metrics.*
    from ranking_metrics
    inner join longest_list on ranking_metrics.k = longest_list.k

),

ranker as (

    select * from at_full_length
    where recommender = 'ranker'

),

best_simple_lists as (

    select
        as_of,
        segment,
        max_by(recommender, (value, recommender)) as simple_list,
        max(value) as simple_ndcg
    from at_full_length
    where recommender <> 'ranker'
    group by as_of, segment

),

weeks as (

    select
        ranker.as_of,
        ranker.segment,
        ranker.customers,
        best_simple_lists.simple_list,
        round(ranker.value, 4) as ranker_ndcg,
        round(ranker.ci_low, 4) as ci_low,
        round(ranker.ci_high, 4) as ci_high,
        round(best_simple_lists.simple_ndcg, 4) as simple_ndcg
    from ranker
    left join best_simple_lists
        on
            ranker.as_of = best_simple_lists.as_of
            and ranker.segment = best_simple_lists.segment

)

select * from weeks
order by as_of desc, segment asc
limit 100
