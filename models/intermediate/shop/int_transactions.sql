with

staged_transactions as (

    select * from {{ chosen_staging('transactions') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

transactions as (

    select
        customers.customer_key,
        articles.article_key,
        staged_transactions.sold_at,
        cast(staged_transactions.sold_at as date) as sold_on,
        staged_transactions.quantity,
        staged_transactions.unit_price_micros,
        staged_transactions.channel,
        cast(staged_transactions.cancelled_at as date) as cancelled_on
    from staged_transactions
    inner join articles on staged_transactions.article_id = articles.article_id
    left join customers on staged_transactions.customer_id = customers.customer_id

)

select * from transactions
