with

transactions as (

    select * from {{ ref('int_transactions') }}

),

-- A part that was cancelled later is a row of its own, so that a cutoff in between sees the purchase as it was then.
parts as (

    select
        customer_key,
        article_key,
        sold_on,
        cancelled_on,
        max(sold_at) as sold_at,
        cast(sum(quantity) as integer) as units,
        cast(sum(quantity * unit_price_micros) as bigint) as spend_micros,
        min(channel) as channel
    from transactions
    where customer_key is not null
    group by customer_key, article_key, sold_on, cancelled_on

),

purchases_with_cancellations as (

    select distinct
        customer_key,
        article_key,
        sold_on
    from parts
    where cancelled_on is not null

),

-- Time and channel are those of the whole purchase: which part is cancelled later must not show in them before.
whole_purchases as (

    select
        parts.customer_key,
        parts.article_key,
        parts.sold_on,
        max(parts.sold_at) as sold_at,
        min(parts.channel) as channel,
        bool_or(parts.cancelled_on is null) as is_kept,
        max(parts.cancelled_on) as last_cancelled_on
    from parts
    inner join purchases_with_cancellations
        on
            parts.customer_key = purchases_with_cancellations.customer_key
            and parts.article_key = purchases_with_cancellations.article_key
            and parts.sold_on = purchases_with_cancellations.sold_on
    group by parts.customer_key, parts.article_key, parts.sold_on

),

-- The part that lasts longest stands for the purchase: it is known at every cutoff at which any part is.
purchases as (

    select
        parts.customer_key,
        parts.article_key,
        parts.sold_on,
        parts.cancelled_on,
        coalesce(whole_purchases.sold_at, parts.sold_at) as sold_at,
        parts.units,
        parts.spend_micros,
        coalesce(whole_purchases.channel, parts.channel) as channel,
        case
            when whole_purchases.customer_key is null then true
            when whole_purchases.is_kept then parts.cancelled_on is null
            else parts.cancelled_on = whole_purchases.last_cancelled_on
        end as is_counted
    from parts
    left join whole_purchases
        on
            parts.customer_key = whole_purchases.customer_key
            and parts.article_key = whole_purchases.article_key
            and parts.sold_on = whole_purchases.sold_on

),

-- Clustered by customer: whoever reads a range of customers reads a range of the table.
clustered as (

    select * from purchases
    order by customer_key asc, sold_on asc, article_key asc, cancelled_on asc nulls last

)

select * from clustered
