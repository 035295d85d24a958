-- A list has too many articles of one product or category only where it would otherwise be too short. Counted on the
-- list itself, an article that the customer has not bought before is one too many if better ones fill its places; it
-- may stand there only if nothing is left out that is the best of a product and of a category.
with

listed as (

    select
        lists.as_of,
        lists.customer_key,
        lists.article_key,
        lists.score_rank,
        articles.product_key,
        articles.category_key,
        history.article_key is not null as is_bought_before
    from {{ ref('recommended_pairs') }} as lists
    inner join {{ ref('int_articles') }} as articles on lists.article_key = articles.article_key
    left join {{ ref('int_customer_article_history') }} as history
        on
            lists.as_of = history.as_of
            and lists.customer_key = history.customer_key
            and lists.article_key = history.article_key

),

{% for group, cap in [('product', 'max_per_product'), ('category', 'max_per_category')] -%}
beyond_{{ group }} as (

    select
        listed.as_of,
        listed.customer_key,
        listed.article_key
    from listed
    inner join listed as better
        on
            listed.as_of = better.as_of
            and listed.customer_key = better.customer_key
            and listed.{{ group }}_key = better.{{ group }}_key
            and listed.score_rank > better.score_rank
    where not listed.is_bought_before
    group by listed.as_of, listed.customer_key, listed.article_key
    having count(*) >= {{ var(cap) }}

),

{% endfor -%}
one_too_many as (

    select * from beyond_product
    union
    select * from beyond_category

),

lists_with_one_too_many as (

    select distinct
        as_of,
        customer_key
    from one_too_many

),

candidates as (

    select
        pairs.as_of,
        pairs.customer_key,
        pairs.article_key,
        pairs.score_rank,
        min(pairs.score_rank) over (
            partition by pairs.as_of, pairs.customer_key, articles.product_key
        ) as best_of_product,
        min(pairs.score_rank) over (
            partition by pairs.as_of, pairs.customer_key, coalesce(articles.category_key, -pairs.article_key)
        ) as best_of_category
    from {{ ref('ranked_pairs') }} as pairs
    inner join {{ ref('int_articles') }} as articles on pairs.article_key = articles.article_key
    inner join lists_with_one_too_many as lists
        on
            pairs.as_of = lists.as_of
            and pairs.customer_key = lists.customer_key

),

left_out as (

    select
        candidates.as_of,
        candidates.customer_key,
        min(candidates.score_rank) as score_rank
    from candidates
    left join listed
        on
            candidates.as_of = listed.as_of
            and candidates.customer_key = listed.customer_key
            and candidates.article_key = listed.article_key
    where
        listed.article_key is null
        and candidates.score_rank = candidates.best_of_product
        and candidates.score_rank = candidates.best_of_category
    group by candidates.as_of, candidates.customer_key

)

select
    one_too_many.as_of,
    one_too_many.customer_key,
    one_too_many.article_key,
    left_out.score_rank as left_out_score_rank
from one_too_many
inner join left_out
    on
        one_too_many.as_of = left_out.as_of
        and one_too_many.customer_key = left_out.customer_key
