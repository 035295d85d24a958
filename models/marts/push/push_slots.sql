with

push_days as (

    select * from {{ ref('push_days') }}

),

push_hours as (

    select * from {{ ref('int_push_hours') }}
    where open_hour is not null

),

push_slots as (

    select
        push_days.as_of,
        push_days.customer_id,
        push_hours.channel,
        push_days.last_event_at,
        push_days.basis,
        push_days.days_ahead,
        push_days.send_on,
        push_hours.weekday,
        push_days.wanted_hour,
        push_hours.open_hour as hour,
        push_days.arms,
        case
            when push_days.is_held_out then 'holdout'
            when push_days.gets_no_push or push_days.channel_of_arm <> push_hours.channel then 'experiment'
        end as arm_obstacle
    from push_days
    inner join push_hours
        on
            {{ weekday('push_days.send_on') }} = push_hours.weekday
            and push_days.wanted_hour = push_hours.hour

)

select * from push_slots
