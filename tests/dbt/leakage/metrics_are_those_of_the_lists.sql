{{ config(group='evaluation') }}

-- The ranker's recall, counted again from its recommendations and the labels: the evaluation left out no purchase, no
-- customer and no miss.
with

purchases as (

    select
        labels.as_of,
        labels.customer_key,
        labels.article_key,
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

ranked_purchases as (

    select
        purchases.customer_key,
        recommendations.rank as place
    from purchases
    left join recommendations
        on
            purchases.as_of = recommendations.as_of
            and purchases.customer_id = recommendations.customer_id
            and purchases.article_key = recommendations.article_key

),

measured as (

    select
        k,
        value as measured_recall
    from {{ ref('cutoff_metrics') }}
    where recommender = 'ranker' and metric = 'recall' and segment = 'all'

),

customers as (

    select
        measured.k,
        measured.measured_recall,
        ranked_purchases.customer_key,
        count(*) filter (where ranked_purchases.place <= measured.k) * 1e0 / count(*) as recall
    from measured
    cross join ranked_purchases
    group by measured.k, measured.measured_recall, ranked_purchases.customer_key

),

counted as (

    select
        k,
        measured_recall,
        avg(recall) as counted_recall
    from customers
    group by k, measured_recall

)

select
    k,
    measured_recall,
    counted_recall
from counted
where abs(measured_recall - counted_recall) > 1e-9
union all
select
    0 as k,
    null as measured_recall,
    null as counted_recall
where (select count(*) from measured) = 0
