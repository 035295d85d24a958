-- At which hours is a customer's next order likely (here whoever has the largest planned push)?
with

send_time as (

    select * from send_time
    where split = 'serve'

),

push_plan as (

    select * from push_plan

),

-- A program sets the variable customer_id to a customer of its choice.
chosen_customer as (

    select coalesce(getvariable('customer_id'), arg_min(customer_id, (-priority, customer_id))) as customer_id
    from push_plan

),

hours as (

    select
        send_time.basis,
        unnest(range(24)) as hour_of_day,
        unnest(send_time.hour_probabilities) as probability
    from send_time
    inner join chosen_customer on send_time.customer_id = chosen_customer.customer_id
    where send_time.hour_probabilities is not null

)

select * from hours
order by hour_of_day
