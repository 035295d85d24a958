{{ config(materialized='view') }}

with

article_days as (

    select * from {{ ref('int_article_days') }}

),

history_days as (

    select * from {{ ref('int_history_days') }}

),

article_history as (

    select
        history_days.as_of,
        history_days.split,
        article_days.article_key,
        article_days.sold_on,
        article_days.sold_at,
        history_days.days_ago,
        article_days.units,
        article_days.spend_micros,
        article_days.buyers,
        article_days.orders
    from article_days
    inner join history_days on article_days.sold_on = history_days.sold_on
    where not coalesce({{ before_cutoff('article_days.cancelled_on', 'history_days.as_of') }}, false)

)

select * from article_history
