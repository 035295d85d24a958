-- How many days lie between a customer's orders?
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

gaps as (

    select
        customer_id,
        date_diff('day', lag(sold_on) over (partition by customer_id order by sold_on), sold_on) as days
    from orders

),

intervals as (

    select
        count(distinct customer_id) as customers,
        count(distinct customer_id) filter (where days is not null) as ordered_twice,
        percentile_cont(0.25) within group (order by days) as a_quarter_within,
        percentile_cont(0.5) within group (order by days) as half_within,
        percentile_cont(0.75) within group (order by days) as three_quarters_within
    from gaps

)

select * from intervals
