with

ranked_pairs as (

    select * from {{ ref('ranked_pairs') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

article_features as (

    select * from {{ ref('article_features') }}

),

customer_article_history as (

    select * from {{ ref('int_customer_article_history') }}

),

described as (

    select
        ranked_pairs.as_of,
        ranked_pairs.split,
        ranked_pairs.cohort,
        ranked_pairs.customer_key,
        ranked_pairs.article_key,
        ranked_pairs.last_event_at,
        ranked_pairs.score,
        ranked_pairs.score_rank,
        articles.product_key,
        articles.category_key,
        customer_article_history.article_key is not null as is_bought_before,
        article_features.article_days_on_sale <= {{ var('new_article_days') }} as is_new
    from ranked_pairs
    inner join articles on ranked_pairs.article_key = articles.article_key
    inner join article_features
        on
            ranked_pairs.as_of = article_features.as_of
            and ranked_pairs.article_key = article_features.article_key
    left join customer_article_history
        on
            ranked_pairs.as_of = customer_article_history.as_of
            and ranked_pairs.customer_key = customer_article_history.customer_key
            and ranked_pairs.article_key = customer_article_history.article_key

),

-- What the customer has bought before takes a place of its product and category, but is never one too many.
within_product as (

    select
        *,
        not is_bought_before
        and row_number() over (
            partition by as_of, customer_key, product_key order by score_rank
        ) > {{ var('max_per_product') }} as exceeds_product
    from described

),

within_category as (

    select
        *,
        not is_bought_before
        and category_key is not null
        and row_number() over (
            partition by as_of, customer_key, category_key, exceeds_product order by score_rank
        ) > {{ var('max_per_category') }} as exceeds_category
    from within_product

),

held_back as (

    select
        *,
        exceeds_product or exceeds_category as is_held_back
    from within_category

),

-- The best new articles have a place for sure.
with_new_articles as (

    select
        *,
        is_new
        and not is_held_back
        and row_number() over (
            partition by as_of, customer_key, is_new, is_held_back order by score_rank
        ) <= {{ var('new_article_places') }} as is_sure
    from held_back

),

-- What is held back fills a list up that would be too short without.
chosen as (

    select
        *,
        row_number() over (
            partition by as_of, customer_key
            order by case when is_sure then 0 when is_held_back then 2 else 1 end, score_rank
        ) as choice
    from with_new_articles

),

recommended_pairs as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        article_key,
        last_event_at,
        score,
        score_rank,
        cast(row_number() over (
            partition by as_of, customer_key
            order by case when is_held_back then 1 else 0 end, score_rank
        ) as integer) as rank
    from chosen
    where choice <= {{ var('top_k') }}

)

select * from recommended_pairs
