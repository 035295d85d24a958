-- A push is sent on the customer's weekday within the next seven days, or at the end of a label window that is shorter.
with

planned as (

    select
        push_plan.as_of,
        push_plan.customer_id,
        push_plan.send_at,
        send_time.weekday,
        {{ days_between('push_plan.as_of', 'push_plan.send_at') }} as days_ahead
    from {{ ref('push_plan') }} as push_plan
    inner join {{ ref('send_time') }} as send_time
        on
            push_plan.as_of = send_time.as_of
            and push_plan.customer_id = send_time.customer_id
    where send_time.split = 'serve'

)

select * from planned
where
    days_ahead < 0
    or days_ahead > 6
    or days_ahead >= {{ var('label_days') }}
    or ({{ weekday('send_at') }} <> weekday and days_ahead < {{ var('label_days') - 1 }})
