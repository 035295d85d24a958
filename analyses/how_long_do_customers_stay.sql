-- How many customers order again in the months after their first order?
with

purchases as (

    select * from purchases

),

cutoffs as (

    select * from cutoffs
    where split = 'serve'

),

orders as (

    select distinct
        customer_id,
        sold_on
    from purchases

),

newcomers as (

    select
        orders.customer_id,
        min(orders.sold_on) as first_on,
        cast(floor(date_diff('day', min(orders.sold_on), cutoffs.as_of) / 30e0) as integer) as whole_months
    from orders
    cross join cutoffs
    group by orders.customer_id, cutoffs.as_of

),

month_numbers as (

    select unnest(range(1, 13)) as months_after

),

months as (

    select
        newcomers.customer_id,
        month_numbers.months_after,
        count(orders.sold_on) > 0 as has_ordered
    from newcomers
    inner join month_numbers
        on newcomers.whole_months > month_numbers.months_after
    left join orders
        on
            newcomers.customer_id = orders.customer_id
            and floor(date_diff('day', newcomers.first_on, orders.sold_on) / 30e0) = month_numbers.months_after
    group by newcomers.customer_id, month_numbers.months_after

),

retention as (

    select
        months_after,
        count(*) as customers,
        count(*) filter (where has_ordered) as ordered_again,
        round(count(*) filter (where has_ordered) * 1e0 / count(*), 4) as share_ordered
    from months
    group by months_after

)

select * from retention
order by months_after
