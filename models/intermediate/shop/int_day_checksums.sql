with

transactions as (

    select * from {{ ref('int_transactions') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

-- As often as there are units: a line that a later cancellation takes apart counts the same.
sales as (

    select
        sold_on as known_on,
        quantity * {{ row_hash(
            ['customer_key', 'article_key', 'sold_at', 'unit_price_micros', 'channel']
        ) }} as fact_hash
    from transactions

),

cancellations as (

    select
        cancelled_on as known_on,
        quantity * {{ row_hash(
            ['customer_key', 'article_key', 'sold_at', 'unit_price_micros', 'channel', 'cancelled_on']
        ) }} as fact_hash
    from transactions
    where cancelled_on is not null

),

first_buyers as (

    select
        first_sold_on as known_on,
        {{ row_hash([
            'customer_key', 'customer_id', 'age', 'gender', 'country', 'city', 'postal_code', 'club_status', 'newsletter',
            'described_on', 'is_listed', 'peer_group'
        ]) }} as fact_hash
    from customers
    where first_sold_on is not null

),

first_sold as (

    select
        first_sold_on as known_on,
        {{ row_hash([
            'article_key', 'article_id', 'product_key', 'category_key', 'department_key', 'colour_key', 'category'
        ]) }} as fact_hash
    from articles
    where first_sold_on is not null

),

facts as (

    select * from sales
    union all
    select * from cancellations
    union all
    select * from first_buyers
    union all
    select * from first_sold

),

day_checksums as (

    select
        known_on,
        cast(sum(fact_hash) as decimal(38, 0)) as day_hash
    from facts
    group by known_on

)

select * from day_checksums
