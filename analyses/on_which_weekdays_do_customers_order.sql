-- On which weekdays do customers order?
with

purchases as (

    select * from purchases

),

orders as (

    select distinct
        customer_id,
        sold_on
    from purchases

),

weekdays as (

    select
        isodow(sold_on) as weekday,
        count(*) as orders,
        round(count(*) * 1e0 / sum(count(*)) over (), 4) as share_of_orders
    from orders
    group by isodow(sold_on)

)

select * from weekdays
order by weekday
