with

purchases as (

    select * from {{ ref('int_purchases') }}

),

transactions as (

    select * from {{ ref('int_transactions') }}

),

known_sales as (

    select
        article_key,
        sold_on,
        max(sold_at) as sold_at,
        sum(units) as units,
        sum(spend_micros) as spend_micros,
        count(*) as orders
    from purchases
    group by article_key, sold_on

),

-- Sales without a customer count here: they say what is popular, though not with whom.
anonymous_sales as (

    select
        article_key,
        sold_on,
        max(sold_at) as sold_at,
        sum(quantity) as units,
        {{ bounded_sum('quantity * unit_price_micros') }} as spend_micros,
        count(*) as orders
    from transactions
    where customer_key is null
    group by article_key, sold_on

),

all_sales as (

    select * from known_sales
    union all
    select * from anonymous_sales

),

article_days as (

    select
        article_key,
        sold_on,
        max(sold_at) as sold_at,
        cast(sum(units) as bigint) as units,
        {{ bounded_sum('spend_micros') }} as spend_micros,
        cast(sum(orders) as bigint) as orders
    from all_sales
    group by article_key, sold_on

)

select * from article_days
