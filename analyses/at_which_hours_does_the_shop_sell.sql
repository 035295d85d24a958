-- At which hours does the shop sell?
with

purchases as (

    select * from purchases

),

-- Midnight to the second is how a source without a time of day is written.
timed as (

    select distinct
        customer_id,
        sold_on,
        hour(sold_at) as hour_of_day
    from purchases
    where cast(sold_at as time) <> time '00:00:00'

),

hours as (

    select
        hour_of_day,
        count(*) as orders,
        round(count(*) * 1e0 / sum(count(*)) over (), 4) as share_of_orders
    from timed
    group by hour_of_day

)

select * from hours
order by hour_of_day
