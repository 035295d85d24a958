-- The ranker's hit rate, counted anew from its recommendations and the labels: the evaluation left out no purchase, no
-- customer and no miss.
with

buyers as (

    select distinct
        labels.as_of,
        labels.customer_key,
        customers.customer_id
    from {{ ref('labels') }} as labels
    inner join {{ ref('int_customers') }} as customers on labels.customer_key = customers.customer_key
    where labels.split = 'test' and {{ on_its_side('labels.split', 'customers.customer_fold') }}

),

recommendations as (

    select
        recommendations.as_of,
        recommendations.customer_id,
        recommendations.rank,
        articles.article_key
    from {{ ref('recommendations') }} as recommendations
    inner join {{ ref('int_articles') }} as articles on recommendations.article_id = articles.article_id
    where recommendations.split = 'test'

),

best_hits as (

    select
        buyers.customer_key,
        min(case when labels.article_key is not null then recommendations.rank end) as best_hit
    from buyers
    left join recommendations
        on buyers.as_of = recommendations.as_of and buyers.customer_id = recommendations.customer_id
    left join {{ ref('labels') }} as labels
        on
            buyers.as_of = labels.as_of
            and buyers.customer_key = labels.customer_key
            and recommendations.article_key = labels.article_key
    group by buyers.customer_key

),

measured as (

    select
        k,
        value
    from {{ ref('cutoff_metrics') }}
    where recommender = 'ranker' and metric = 'hit_rate' and segment = 'all'

),

counted as (

    select
        measured.k,
        measured.value,
        count(*) filter (where best_hits.best_hit <= measured.k) * 1e0 / count(*) as counted_value
    from measured
    cross join best_hits
    group by measured.k, measured.value

)

select
    k,
    value,
    counted_value
from counted
where abs(value - counted_value) > 1e-9
union all
select
    0 as k,
    null as value,
    null as counted_value
where (select count(*) from measured) = 0
