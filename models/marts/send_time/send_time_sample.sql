with

occasions as (

    select * from {{ ref('int_order_occasions') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

ranked_occasions as (

    select
        occasions.*,
        dense_rank() over (
            partition by occasions.as_of, occasions.split order by md5(customers.customer_id), customers.customer_key
        ) as place
    from occasions
    inner join customers on occasions.customer_key = customers.customer_key

),

send_time_sample as (

    select
        as_of,
        split,
        customer_key,
        last_event_at,
        days_ago,
        hour,
        weekday,
        size,
        spend
    from ranked_occasions
    where place <= {{ var('timing_customers') }}

)

select * from send_time_sample
