-- Whoever reads a message on the day on which it is sent, and counts back its days, comes to the day of the purchase.
with

push_plan as (

    select * from {{ ref('push_plan') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

reason_facts as (

    select * from {{ ref('reason_facts') }}
    where split = 'serve'

),

last_purchases as (

    select
        customer_key,
        article_key,
        max(sold_on) as sold_on
    from {{ ref('int_purchases') }}
    group by customer_key, article_key

),

counted as (

    select
        push_plan.customer_id,
        push_plan.message,
        push_plan.send_at,
        last_purchases.sold_on,
        cast(
            nullif(regexp_extract(push_plan.message, '(?:last time|bought this),? ([0-9]+) days ago', 1), '') as integer
        ) as days_ago
    from push_plan
    inner join customers on push_plan.customer_id = customers.customer_id
    inner join articles on push_plan.article_id = articles.article_id
    inner join reason_facts
        on
            push_plan.as_of = reason_facts.as_of
            and customers.customer_key = reason_facts.customer_key
            and articles.article_key = reason_facts.article_key
    inner join last_purchases
        on
            customers.customer_key = last_purchases.customer_key
            and articles.article_key = last_purchases.article_key
    where reason_facts.evidence in ('rhythm', 'own purchase')

)

select * from counted
where days_ago <> {{ days_between('sold_on', 'cast(send_at as date)') }}
