{{ config(group='evaluation') }}

-- What share of a test buyer's purchases each retriever proposed, counted again from the labels and the candidates.
with

purchases as (

    select
        labels.as_of,
        labels.customer_key,
        labels.article_key
    from {{ ref('labels') }} as labels
    inner join {{ ref('int_customers') }} as customers on labels.customer_key = customers.customer_key
    where labels.split = 'test' and {{ on_its_side('labels.split', 'customers.customer_fold') }}

),

proposed as (

    {% for retriever in retrievers() -%}
    select
        '{{ retriever }}' as recommender,
        as_of,
        customer_key,
        article_key
    from {{ ref('int_candidates__' ~ retriever) }}
    union all
    {% endfor -%}
    select
        'all' as recommender,
        as_of,
        customer_key,
        article_key
    from {{ ref('candidate_pairs') }}

),

recommenders as (

    {% for retriever in retrievers() -%}
    select '{{ retriever }}' as recommender
    union all
    {% endfor -%}
    select 'all' as recommender

),

shares as (

    select
        recommenders.recommender,
        purchases.customer_key,
        count(distinct proposed.article_key) * 1e0 / count(distinct purchases.article_key) as recall
    from recommenders
    cross join purchases
    left join proposed
        on
            recommenders.recommender = proposed.recommender
            and purchases.as_of = proposed.as_of
            and purchases.customer_key = proposed.customer_key
            and purchases.article_key = proposed.article_key
    group by recommenders.recommender, purchases.customer_key

),

counted as (

    select
        recommender,
        avg(recall) as recall
    from shares
    group by recommender

),

measured as (

    select * from {{ ref('cutoff_metrics') }}
    where metric = 'candidate_recall' and segment = 'all'

)

select
    counted.recommender,
    counted.recall as counted_recall,
    measured.value as measured_recall
from counted
left join measured on counted.recommender = measured.recommender
where
    measured.value is null
    or abs(measured.value - counted.recall) > 1e-9
    or measured.value not between measured.ci_low - 1e-9 and measured.ci_high + 1e-9
