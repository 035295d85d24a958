with

offer_chances as (

    select * from {{ ref('offer_chances') }}

),

reasons as (

    select * from {{ ref('recommendation_reasons') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

recommendations as (

    select
        offer_chances.as_of,
        offer_chances.split,
        customers.customer_id,
        offer_chances.rank,
        articles.article_id,
        offer_chances.last_event_at,
        offer_chances.score,
        offer_chances.purchase_probability,
        reasons.reason
    from offer_chances
    inner join reasons
        on
            offer_chances.as_of = reasons.as_of
            and offer_chances.customer_key = reasons.customer_key
            and offer_chances.article_key = reasons.article_key
    inner join customers on offer_chances.customer_key = customers.customer_key
    inner join articles on offer_chances.article_key = articles.article_key

)

select * from recommendations
order by as_of, customer_id, rank
