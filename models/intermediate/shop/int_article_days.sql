with

transactions as (

    select * from {{ ref('int_transactions') }}

),

-- Sales without a customer count here: they say what is popular, though not with whom.
article_days as (

    select
        article_key,
        sold_on,
        cancelled_on,
        max(sold_at) as sold_at,
        cast(sum(quantity) as bigint) as units,
        cast(sum(quantity * unit_price_micros) as bigint) as spend_micros,
        count(distinct customer_key) as buyers,
        count(distinct customer_key) + count(*) filter (where customer_key is null) as orders
    from transactions
    group by article_key, sold_on, cancelled_on

)

select * from article_days
