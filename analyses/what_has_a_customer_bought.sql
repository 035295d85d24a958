-- On which days did a customer buy (here whoever has the largest planned push), and for how much?
with

purchases as (

    select * from purchases

),

push_plan as (

    select * from push_plan

),

-- A program sets the variable customer_id to a customer of its choice.
chosen_customer as (

    select coalesce(getvariable('customer_id'), arg_min(customer_id, (-priority, customer_id))) as customer_id
    from push_plan

),

days as (

    select
        purchases.sold_on,
        count(*) as articles,
        sum(purchases.units) as units,
        round(sum(purchases.spend_micros) / 1e6, 2) as spent
    from purchases
    inner join chosen_customer on purchases.customer_id = chosen_customer.customer_id
    group by purchases.sold_on

),

latest_days as (

    select * from days
    order by sold_on desc
    limit 100

)

select * from latest_days
order by sold_on
