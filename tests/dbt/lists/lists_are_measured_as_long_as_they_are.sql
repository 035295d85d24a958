-- Whatever top_k is, each recommender's lists of the test are measured at that length, and none beyond it.
select
    recommender,
    max(k) as longest
from {{ ref('ranking_metrics') }}
where split = 'test' and metric = 'ndcg'
group by recommender
having max(k) <> {{ var('top_k') }}
