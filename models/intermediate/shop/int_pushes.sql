with

staged_pushes as (

    select * from {{ journal('pushes') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

channels as (

    select * from {{ ref('int_channels') }}

),

-- Where a push names no channel, or none that the seed has, nobody knows which it was.
daily_pushes as (

    select
        staged_pushes.customer_id,
        cast(staged_pushes.occurred_at as date) as sent_on,
        channels.channel,
        cast(count(*) as integer) as pushes
    from staged_pushes
    left join channels on {{ loose_channel('staged_pushes.channel') }} = channels.loose_channel
    group by staged_pushes.customer_id, cast(staged_pushes.occurred_at as date), channels.channel

),

pushes as (

    select
        daily_pushes.customer_id,
        customers.customer_key,
        daily_pushes.sent_on,
        daily_pushes.channel,
        daily_pushes.pushes
    from daily_pushes
    left join customers on daily_pushes.customer_id = customers.customer_id

)

select * from pushes
