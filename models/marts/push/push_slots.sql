with

send_time as (

    select * from {{ ref('send_time') }}
    where split = 'serve'

),

push_hours as (

    select * from {{ ref('int_push_hours') }}
    where open_hour is not null

),

days_to_weekday as (

    select
        as_of,
        customer_id,
        last_event_at,
        basis,
        hour as wanted_hour,
        (weekday - {{ weekday('as_of') }} + 7) % 7 as days_to_weekday
    from send_time

),

-- The probability is one within the label window: if that ends before the customer's weekday, its last day is as near.
send_days as (

    select
        as_of,
        customer_id,
        last_event_at,
        basis,
        wanted_hour,
        cast(least(days_to_weekday, {{ var('label_days') - 1 }}) as integer) as days_ahead
    from days_to_weekday

),

dated as (

    select
        *,
        {{ shift_days('as_of', 'days_ahead') }} as send_on
    from send_days

),

push_slots as (

    select
        dated.as_of,
        dated.customer_id,
        push_hours.channel,
        dated.last_event_at,
        dated.basis,
        dated.days_ahead,
        dated.send_on,
        push_hours.weekday,
        dated.wanted_hour,
        push_hours.open_hour as hour
    from dated
    inner join push_hours
        on
            {{ weekday('dated.send_on') }} = push_hours.weekday
            and dated.wanted_hour = push_hours.hour

)

select * from push_slots
