{{ config(materialized='view') }}

with

article_days as (

    select * from {{ ref('int_article_days') }}

),

history_days as (

    select * from {{ ref('int_history_days') }}

),

known_cancellations as (

    select
        as_of,
        article_key,
        sold_on,
        sum(units) as units,
        {{ bounded_sum('spend_micros') }} as spend_micros,
        sum(orders) as orders
    from {{ ref('int_known_cancellations') }}
    group by as_of, article_key, sold_on

),

-- Until it was cancelled, a sale was one for all anybody knew.
article_history as (

    select
        history_days.as_of,
        history_days.split,
        article_days.article_key,
        article_days.sold_on,
        article_days.sold_at,
        history_days.days_ago,
        cast(article_days.units - coalesce(known_cancellations.units, 0) as bigint) as units,
        cast(article_days.spend_micros - coalesce(known_cancellations.spend_micros, 0) as bigint) as spend_micros,
        cast(article_days.orders - coalesce(known_cancellations.orders, 0) as bigint) as orders
    from article_days
    inner join history_days on article_days.sold_on = history_days.sold_on
    left join known_cancellations
        on
            history_days.as_of = known_cancellations.as_of
            and article_days.article_key = known_cancellations.article_key
            and article_days.sold_on = known_cancellations.sold_on
    where article_days.units > coalesce(known_cancellations.units, 0)

)

select * from article_history
