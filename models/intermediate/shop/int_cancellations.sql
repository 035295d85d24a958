with

transactions as (

    select * from {{ ref('int_transactions') }}

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

cancelled_parts as (

    select
        customer_key,
        article_key,
        sold_on,
        cancelled_on,
        {{ bounded_sum('quantity', 'integer') }} as units,
        {{ bounded_sum('quantity * unit_price_micros') }} as spend_micros,
        count(*) as lines
    from transactions
    where cancelled_on is not null
    group by customer_key, article_key, sold_on, cancelled_on

),

-- A purchase ends with the cancellation after which none of its units is left; to nobody, every line is a purchase.
cancellations as (

    select
        cancelled_parts.customer_key,
        cancelled_parts.article_key,
        cancelled_parts.sold_on,
        cancelled_parts.cancelled_on,
        cancelled_parts.units,
        cancelled_parts.spend_micros,
        case
            when cancelled_parts.customer_key is null then cancelled_parts.lines
            when purchases.units = sum(cancelled_parts.units) over (
                    partition by cancelled_parts.customer_key, cancelled_parts.article_key, cancelled_parts.sold_on
                    order by cancelled_parts.cancelled_on
                    rows between unbounded preceding and current row
                )
                then 1
            else 0
        end as orders
    from cancelled_parts
    left join purchases
        on
            cancelled_parts.customer_key = purchases.customer_key
            and cancelled_parts.article_key = purchases.article_key
            and cancelled_parts.sold_on = purchases.sold_on

)

select * from cancellations
