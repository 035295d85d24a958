with

purchases as (

    select * from {{ ref('int_purchases') }}

),

history_days as (

    select * from {{ ref('int_history_days') }}

),

-- No cutoff looks back further for rebuys.
recent_days as (

    select distinct sold_on
    from history_days
    where days_ago <= {{ rebuy_windows() | max }}

),

recent_purchases as (

    select purchases.*
    from purchases
    inner join recent_days on purchases.sold_on = recent_days.sold_on

),

visits as (

    select distinct
        customer_key,
        sold_on
    from recent_purchases

),

first_purchases as (

    select
        customer_key,
        article_key,
        min(sold_on) as first_sold_on
    from purchases
    group by customer_key, article_key

),

-- Every later visit is an opportunity to buy the article again.
chances as (

    select
        first_purchases.article_key,
        visits.sold_on,
        count(*) as chances
    from first_purchases
    inner join visits
        on
            first_purchases.customer_key = visits.customer_key
            and first_purchases.first_sold_on < visits.sold_on
    group by first_purchases.article_key, visits.sold_on

),

rebuys as (

    select
        recent_purchases.article_key,
        recent_purchases.sold_on,
        count(*) as rebuys
    from recent_purchases
    inner join first_purchases
        on
            recent_purchases.customer_key = first_purchases.customer_key
            and recent_purchases.article_key = first_purchases.article_key
    where recent_purchases.sold_on > first_purchases.first_sold_on
    group by recent_purchases.article_key, recent_purchases.sold_on

),

rebuy_days as (

    select
        chances.article_key,
        chances.sold_on as known_on,
        chances.chances,
        coalesce(rebuys.rebuys, 0) as rebuys
    from chances
    left join rebuys
        on
            chances.article_key = rebuys.article_key
            and chances.sold_on = rebuys.sold_on

)

select * from rebuy_days
