-- A list with fewer new articles than new_article_places leaves none out that is the best of its product and category.
with

new_pairs as (

    select
        pairs.as_of,
        pairs.customer_key,
        pairs.article_key,
        lists.article_key is not null as is_listed
    from {{ ref('ranked_pairs') }} as pairs
    inner join {{ ref('article_features') }} as article_features
        on
            pairs.as_of = article_features.as_of
            and pairs.article_key = article_features.article_key
    left join {{ ref('recommended_pairs') }} as lists
        on
            pairs.as_of = lists.as_of
            and pairs.customer_key = lists.customer_key
            and pairs.article_key = lists.article_key
    where article_features.article_days_on_sale <= {{ var('new_article_days') }}

),

short_lists as (

    select
        as_of,
        customer_key,
        count(*) filter (where is_listed) as listed
    from new_pairs
    group by as_of, customer_key
    having count(*) filter (where is_listed) < least(count(*), {{ var('new_article_places') }}, {{ var('top_k') }})

),

candidates as (

    select
        pairs.as_of,
        pairs.customer_key,
        pairs.article_key,
        short_lists.listed,
        pairs.score_rank = min(pairs.score_rank) over (
            partition by pairs.as_of, pairs.customer_key, articles.product_key
        ) as is_best_of_product,
        pairs.score_rank = min(pairs.score_rank) over (
            partition by pairs.as_of, pairs.customer_key, coalesce(articles.category_key, -pairs.article_key)
        ) as is_best_of_category
    from {{ ref('ranked_pairs') }} as pairs
    inner join short_lists
        on
            pairs.as_of = short_lists.as_of
            and pairs.customer_key = short_lists.customer_key
    inner join {{ ref('int_articles') }} as articles on pairs.article_key = articles.article_key

)

select
    candidates.as_of,
    candidates.customer_key,
    candidates.listed,
    count(*) as left_out
from candidates
inner join new_pairs
    on
        candidates.as_of = new_pairs.as_of
        and candidates.customer_key = new_pairs.customer_key
        and candidates.article_key = new_pairs.article_key
where not new_pairs.is_listed and candidates.is_best_of_product and candidates.is_best_of_category
group by candidates.as_of, candidates.customer_key, candidates.listed
