-- How much was sold in each of the last 100 whole weeks?
with

purchases as (

    select * from purchases

),

cutoffs as (

    select * from cutoffs
    where split = 'serve'

),

orders as (

    select
        customer_id,
        sold_on,
        sum(units) as units,
        sum(spend_micros) as spend_micros
    from purchases
    group by customer_id, sold_on

),

sold as (

    select
        orders.customer_id,
        orders.units,
        orders.spend_micros,
        cast(floor(date_diff('day', orders.sold_on, cutoffs.as_of - interval 1 day) / 7e0) as integer) as weeks_ago,
        cutoffs.as_of
    from orders
    cross join cutoffs

),

weeks as (

    select
        cast(as_of - interval 7 day * (weeks_ago + 1) as date) as week_from,
        count(*) as orders,
        count(distinct customer_id) as customers,
        sum(units) as units,
        round(sum(spend_micros) / 1e6, 2) as spent
    from sold
    where weeks_ago between 0 and 99
    group by as_of, weeks_ago

),

first_day as (

    select min(sold_on) as sold_on from purchases

),

whole_weeks as (

    select weeks.*
    from weeks
    cross join first_day
    where weeks.week_from >= first_day.sold_on

)

select * from whole_weeks
order by week_from
