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

    select
        customer_key,
        article_key,
        sold_on,
        max(sold_at) as sold_at,
        min(channel) as channel
    from parts
    group by customer_key, article_key, sold_on
    having count(cancelled_on) > 0

),

-- The part that lasts longest stands for the purchase: it is known at every cutoff at which any part is.
longest_lasting_parts as (

    select
        parts.customer_key,
        parts.article_key,
        parts.sold_on,
        parts.cancelled_on,
        row_number() over (
            partition by parts.customer_key, parts.article_key, parts.sold_on
            order by parts.cancelled_on desc nulls first
        ) = 1 as is_longest_lasting
    from parts
    inner join purchases_with_cancellations
        on
            parts.customer_key = purchases_with_cancellations.customer_key
            and parts.article_key = purchases_with_cancellations.article_key
            and parts.sold_on = purchases_with_cancellations.sold_on

),

shortened_parts as (

    select
        customer_key,
        article_key,
        sold_on,
        cancelled_on
    from longest_lasting_parts
    where not is_longest_lasting

),

-- Time and channel are those of the whole purchase: which part is cancelled later must not show in them before.
purchases as (

    select
        parts.customer_key,
        parts.article_key,
        parts.sold_on,
        parts.cancelled_on,
        coalesce(purchases_with_cancellations.sold_at, parts.sold_at) as sold_at,
        parts.units,
        parts.spend_micros,
        coalesce(purchases_with_cancellations.channel, parts.channel) as channel,
        shortened_parts.customer_key is null as is_counted
    from parts
    left join purchases_with_cancellations
        on
            parts.customer_key = purchases_with_cancellations.customer_key
            and parts.article_key = purchases_with_cancellations.article_key
            and parts.sold_on = purchases_with_cancellations.sold_on
    left join shortened_parts
        on
            parts.customer_key = shortened_parts.customer_key
            and parts.article_key = shortened_parts.article_key
            and parts.sold_on = shortened_parts.sold_on
            and parts.cancelled_on = shortened_parts.cancelled_on

),

-- Clustered by customer: whoever reads a range of customers reads a range of the table.
clustered as (

    select * from purchases
    order by customer_key asc, sold_on asc, article_key asc, cancelled_on asc nulls last

)

select * from clustered
