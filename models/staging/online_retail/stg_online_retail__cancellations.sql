with

lines as (

    select * from {{ ref('stg_online_retail__sale_lines') }}

),

cancellations as (

    select
        line_key,
        customer_id,
        article_id,
        unit_price_micros,
        invoiced_at as cancelled_at,
        -quantity as quantity
    from lines
    where is_cancellation and reject_reason is null

),

sales as (

    select
        line_key,
        customer_id,
        article_id,
        unit_price_micros,
        invoiced_at as sold_at,
        quantity
    from lines
    where not is_cancellation and reject_reason is null

),

-- The sale that a cancellation most likely takes back: the customer's latest earlier one of that article, at that
-- price, of at least as many units.
nearest_sales as (

    select
        cancellations.line_key,
        cancellations.cancelled_at,
        cancellations.quantity,
        sales.line_key as sale_line_key,
        sales.quantity as sold_quantity
    from cancellations
    inner join sales
        on
            cancellations.customer_id = sales.customer_id
            and cancellations.article_id = sales.article_id
            and cancellations.unit_price_micros = sales.unit_price_micros
            and cancellations.cancelled_at >= sales.sold_at
            and cancellations.quantity <= sales.quantity
    qualify row_number() over (partition by cancellations.line_key order by sales.sold_at desc, sales.line_key desc) = 1

),

-- Several cancellations may point at one sale: in the order they came, until its units are used up.
used_up as (

    select
        line_key,
        sale_line_key,
        cancelled_at,
        quantity,
        sold_quantity,
        cast(sum(quantity) over (
            partition by sale_line_key order by cancelled_at, line_key
            rows between unbounded preceding and current row
        ) as bigint) as units_cancelled
    from nearest_sales

),

matched as (

    select
        line_key,
        sale_line_key,
        cancelled_at,
        quantity
    from used_up
    where units_cancelled <= sold_quantity

)

select * from matched
