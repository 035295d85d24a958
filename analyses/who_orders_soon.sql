-- Who is likelier than not to order within 30 days, and is not sure to come within a week?
with

next_purchase as (

    select * from next_purchase
    where split = 'serve'

),

send_time as (

    select * from send_time
    where split = 'serve'

),

soon as (

    select
        next_purchase.customer_id,
        round(next_purchase.p_7d, 3) as p_7d,
        round(next_purchase.p_30d, 3) as p_30d,
        next_purchase.expected_on,
        send_time.weekday,
        send_time.hour
    from next_purchase
    inner join send_time
        on
            next_purchase.as_of = send_time.as_of
            and next_purchase.customer_id = send_time.customer_id
    where next_purchase.p_30d >= 0.5e0 and next_purchase.p_7d < 0.5e0

)

select * from soon
order by expected_on asc, p_30d desc, customer_id asc
limit 50
