with

order_history as (

    select * from {{ ref('int_order_history') }}
    where split in ('test', 'serve') and cohort = 'everyone'

),

-- Several orders within an hour are one visit, and count once towards a habit.
occasions as (

    select
        as_of,
        split,
        customer_key,
        sold_on,
        days_ago,
        hour,
        max(sold_at) as last_event_at,
        cast({{ weekday('sold_on') }} as integer) as weekday,
        cast(sum(articles) as bigint) as articles,
        {{ bounded_sum('spend_micros') }} as spend_micros
    from order_history
    group by as_of, split, customer_key, sold_on, days_ago, hour

),

order_occasions as (

    select
        as_of,
        split,
        customer_key,
        last_event_at,
        days_ago,
        hour,
        weekday,
        cast(least(floor(log2(greatest(articles, 1))), 15) as integer) as size,
        cast(floor(log2(greatest(spend_micros, 1))) as integer) as spend
    from occasions

)

select * from order_occasions
