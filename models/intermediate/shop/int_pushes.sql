with

staged_pushes as (

    select * from {{ journal('pushes') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

daily_pushes as (

    select
        customer_id,
        cast(occurred_at as date) as sent_on,
        cast(count(*) as integer) as pushes
    from staged_pushes
    group by customer_id, cast(occurred_at as date)

),

pushes as (

    select
        daily_pushes.customer_id,
        customers.customer_key,
        daily_pushes.sent_on,
        daily_pushes.pushes
    from daily_pushes
    left join customers on daily_pushes.customer_id = customers.customer_id

)

select * from pushes
