with

purchases as (

    select * from {{ ref('int_purchases') }}
    where units > 0

),

customers as (

    select * from {{ ref('int_customers') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

exposures as (

    select
        exposures.*,
        customers.customer_key,
        articles.article_key
    from {{ ref('int_exposures') }} as exposures
    inner join customers on exposures.customer_id = customers.customer_id
    inner join articles on exposures.article_id = articles.article_id

),

-- The list that showed the article last has the purchase; a day is as finely as both sides know the time.
recommended_purchases as (

    select
        purchases.customer_key,
        purchases.article_key,
        purchases.sold_on,
        purchases.spend_micros,
        exposures.recommendation_id,
        exposures.shown_on
    from purchases
    inner join exposures
        on
            purchases.customer_key = exposures.customer_key
            and purchases.article_key = exposures.article_key
            and {{ days_between('exposures.shown_on', 'purchases.sold_on') }} between 0 and {{ var('label_days') - 1 }}
    qualify
        row_number() over (
            partition by purchases.customer_key, purchases.article_key, purchases.sold_on
            order by exposures.occurred_at desc, exposures.event_id asc
        ) = 1

)

select * from recommended_purchases
