with

lines as (

    select * from {{ ref('stg_online_retail__sale_lines') }}

),

cancellations as (

    select * from {{ ref('stg_online_retail__cancellations') }}

),

sales as (

    select
        line_key,
        customer_id,
        article_id,
        invoiced_at as sold_at,
        quantity,
        unit_price_micros
    from lines
    where not is_cancellation and reject_reason is null

),

cancelled_units as (

    select
        sale_line_key,
        cast(sum(quantity) as integer) as quantity
    from cancellations
    group by sale_line_key

),

kept_parts as (

    select
        sales.customer_id,
        sales.article_id,
        sales.sold_at,
        sales.quantity - coalesce(cancelled_units.quantity, 0) as quantity,
        sales.unit_price_micros,
        cast(null as timestamp) as cancelled_at
    from sales
    left join cancelled_units on sales.line_key = cancelled_units.sale_line_key
    where sales.quantity > coalesce(cancelled_units.quantity, 0)

),

-- The cancelled part stays, with the moment it was cancelled: until then nobody could know, and a cutoff in between
-- must see the sale as whole.
cancelled_parts as (

    select
        sales.customer_id,
        sales.article_id,
        sales.sold_at,
        cancellations.quantity,
        sales.unit_price_micros,
        cancellations.cancelled_at
    from sales
    inner join cancellations on sales.line_key = cancellations.sale_line_key

),

parts as (

    select * from kept_parts
    union all
    select * from cancelled_parts

),

transactions as (

    select
        customer_id,
        article_id,
        sold_at,
        cast(quantity as integer) as quantity,
        unit_price_micros,
        cast(null as string) as channel,
        cancelled_at
    from parts

)

select * from transactions
