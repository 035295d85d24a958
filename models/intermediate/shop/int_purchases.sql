with

transactions as (

    select * from {{ ref('int_transactions') }}

),

-- As it was made: what was cancelled later stands in int_cancellations, by the day on which it became known.
purchases as (

    select
        customer_key,
        article_key,
        sold_on,
        max(sold_at) as sold_at,
        {{ bounded_sum('quantity', 'integer') }} as units,
        {{ bounded_sum('quantity * unit_price_micros') }} as spend_micros,
        min(channel) as channel
    from transactions
    where customer_key is not null
    group by customer_key, article_key, sold_on

),

-- Clustered by customer: whoever reads a range of customers reads a range of the table.
clustered as (

    select * from purchases
    order by customer_key asc, sold_on asc, article_key asc

)

select * from clustered
