{{ config(materialized='cutoff_table', meta={'reuse': 'ranking', 'independent': 'customers'}) }}

{#- Variants are looked up for this many of a customer's latest articles, and for each product its best sellers. -#}
{%- set recent_articles = 12 -%}
{%- set variants_kept = 6 -%}

with

customer_article_history as (

    select * from {{ ref('int_customer_article_history') }}
    where {{ pending() }} and {{ in_part() }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

article_popularity as (

    select * from {{ ref('int_article_popularity') }}
    where {{ pending() }}

),

recent as (

    select
        customer_article_history.as_of,
        customer_article_history.split,
        customer_article_history.cohort,
        customer_article_history.customer_key,
        customer_article_history.article_key,
        customer_article_history.last_event_at,
        articles.product_code,
        customer_article_history.weight_30d,
        customer_article_history.recency_rank
    from customer_article_history
    inner join articles on customer_article_history.article_key = articles.article_key
    where customer_article_history.recency_rank <= {{ recent_articles }}

),

variants as (

    select
        article_popularity.as_of,
        article_popularity.article_key,
        article_popularity.last_event_at,
        articles.product_code,
        article_popularity.weight
    from article_popularity
    inner join articles on article_popularity.article_key = articles.article_key
    where article_popularity.days_since_last <= {{ days_on_sale() }}
    qualify row_number() over (
            partition by article_popularity.as_of, articles.product_code
            order by article_popularity.weight desc, article_popularity.article_key asc
        ) <= {{ variants_kept }}

),

-- A variant may follow from several articles: the latest of them stands for all.
proposed as (

    select
        recent.as_of,
        recent.split,
        recent.cohort,
        recent.customer_key,
        variants.article_key,
        recent.article_key as because_article_key,
        greatest(recent.last_event_at, variants.last_event_at) as last_event_at,
        recent.weight_30d,
        variants.weight
    from recent
    inner join variants
        on
            recent.as_of = variants.as_of
            and recent.product_code = variants.product_code
            and recent.article_key <> variants.article_key
    qualify row_number() over (
            partition by recent.as_of, recent.customer_key, variants.article_key
            order by recent.recency_rank
        ) = 1

),

ranked as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        article_key,
        because_article_key,
        last_event_at,
        weight_30d / 1e6 as score,
        row_number() over (
            partition by as_of, customer_key order by weight_30d desc, weight desc, article_key asc
        ) as rank
    from proposed

),

candidates as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        article_key,
        last_event_at,
        cast(rank as integer) as rank,
        score,
        because_article_key
    from ranked
    where {{ retriever_cap('same_product') }}

)

select * from candidates
