{{ config(materialized='view') }}

with

purchases_by_key as (

    select * from {{ ref('int_purchases') }}

),

customers as (

    select * from {{ ref('customers') }}

),

articles as (

    select * from {{ ref('articles') }}

),

cancellations as (

    select * from {{ ref('int_cancellations') }}

),

cancelled as (

    select
        customer_key,
        article_key,
        sold_on,
        {{ bounded_sum('units', 'integer') }} as units
    from cancellations
    group by customer_key, article_key, sold_on

),

purchases as (

    select
        purchases_by_key.sold_on,
        purchases_by_key.sold_at,
        purchases_by_key.customer_key,
        customers.customer_id,
        purchases_by_key.article_key,
        articles.article_id,
        purchases_by_key.units,
        coalesce(cancelled.units, 0) as cancelled_units,
        purchases_by_key.spend_micros,
        purchases_by_key.channel
    from purchases_by_key
    inner join customers on purchases_by_key.customer_key = customers.customer_key
    inner join articles on purchases_by_key.article_key = articles.article_key
    left join cancelled
        on
            purchases_by_key.customer_key = cancelled.customer_key
            and purchases_by_key.article_key = cancelled.article_key
            and purchases_by_key.sold_on = cancelled.sold_on

)

select * from purchases
