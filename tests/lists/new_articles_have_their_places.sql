-- A list with fewer new articles than new_article_places leaves none out that is the best of its product and category.
with

candidates as (

    select
        pairs.as_of,
        pairs.customer_key,
        pairs.article_key,
        lists.article_key is not null as is_listed,
        pairs.score_rank = min(pairs.score_rank) over (
            partition by pairs.as_of, pairs.customer_key, articles.product_key
        ) as is_best_of_product,
        pairs.score_rank = min(pairs.score_rank) over (
            partition by pairs.as_of, pairs.customer_key, coalesce(articles.category_key, -pairs.article_key)
        ) as is_best_of_category,
        article_features.article_days_on_sale <= {{ var('new_article_days') }} as is_new
    from {{ ref('ranked_pairs') }} as pairs
    inner join {{ ref('int_articles') }} as articles on pairs.article_key = articles.article_key
    inner join {{ ref('article_features') }} as article_features
        on
            pairs.as_of = article_features.as_of
            and pairs.article_key = article_features.article_key
    left join {{ ref('recommended_pairs') }} as lists
        on
            pairs.as_of = lists.as_of
            and pairs.customer_key = lists.customer_key
            and pairs.article_key = lists.article_key

),

new_candidates as (

    select
        as_of,
        customer_key,
        count(*) filter (where is_listed) as listed,
        count(*) filter (where not is_listed and is_best_of_product and is_best_of_category) as left_out
    from candidates
    where is_new
    group by as_of, customer_key

)

select * from new_candidates
where left_out > 0 and listed < least({{ var('new_article_places') }}, {{ var('top_k') }})
