with

purchases as (

    select * from {{ ref('int_purchases') }}

),

visits as (

    select distinct
        customer_key,
        sold_on
    from purchases

),

first_purchases as (

    select
        customer_key,
        article_key,
        min(sold_on) as first_sold_on
    from purchases
    group by customer_key, article_key

),

-- Every later visit is a chance to buy the article again.
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
        purchases.article_key,
        purchases.sold_on,
        count(*) as rebuys
    from purchases
    inner join first_purchases
        on
            purchases.customer_key = first_purchases.customer_key
            and purchases.article_key = first_purchases.article_key
    where purchases.sold_on > first_purchases.first_sold_on
    group by purchases.article_key, purchases.sold_on

),

rebuy_days as (

    select
        chances.article_key,
        chances.sold_on,
        chances.chances,
        coalesce(rebuys.rebuys, 0) as rebuys
    from chances
    left join rebuys
        on
            chances.article_key = rebuys.article_key
            and chances.sold_on = rebuys.sold_on

)

select * from rebuy_days
