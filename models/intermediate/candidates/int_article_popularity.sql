{{ config(materialized='cutoff_table', meta={'reuse': 'ranking'}) }}

with

article_history as (

    select * from {{ ref('int_article_history') }}
    where {{ pending() }}

),

article_popularity as (

    select
        as_of,
        split,
        article_key,
        max(sold_at) as last_event_at,
        min(days_ago) as days_since_last,
        cast(sum(orders) as bigint) as orders,
        cast(sum(orders * {{ decayed_weight('days_ago', 14) }}) as bigint) as weight
    from article_history
    group by as_of, split, article_key

)

select * from article_popularity
