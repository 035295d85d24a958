with

orders as (

    select * from {{ ref('int_orders') }}

),

order_days as (

    select
        sold_on,
        max(sold_at) as sold_at,
        count(*) as orders
    from orders
    group by sold_on

)

select * from order_days
