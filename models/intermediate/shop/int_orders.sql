with

transactions as (

    select * from {{ ref('int_transactions') }}

),

-- All that a customer bought at one moment; without a time of day, on one day. As it was made: what was taken back
-- later was an occasion to buy all the same.
orders as (

    select
        customer_key,
        sold_at,
        sold_on,
        count(distinct article_key) as articles,
        cast(sum(quantity) as bigint) as units,
        {{ bounded_sum('quantity * unit_price_micros') }} as spend_micros,
        min(channel) as channel
    from transactions
    where customer_key is not null
    group by customer_key, sold_at, sold_on

),

clustered as (

    select
        orders.*,
        case
            when {{ has_time_of_day('orders.sold_at') }} then cast(extract(hour from orders.sold_at) as integer)
        end as hour
    from orders
    order by orders.customer_key asc, orders.sold_at asc

)

select * from clustered
