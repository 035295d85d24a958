-- Unless it is an exploration, a push is sent at the customer's hour, or that of an arm, if that is open, else at an
-- hour as near as any open hour of that day in its channel.
with

planned as (

    select
        actions.as_of,
        actions.customer_id,
        actions.channel,
        actions.weekday,
        actions.hour,
        push_days.wanted_hour
    from {{ ref('push_actions') }} as actions
    inner join {{ ref('push_days') }} as push_days
        on
            actions.as_of = push_days.as_of
            and actions.customer_id = push_days.customer_id
    where not actions.is_exploration

)

select
    planned.as_of,
    planned.customer_id,
    planned.wanted_hour,
    planned.hour,
    open_hours.hour as nearer_hour
from planned
inner join {{ ref('int_push_hours') }} as open_hours
    on
        planned.channel = open_hours.channel
        and planned.weekday = open_hours.weekday
        and abs(open_hours.hour - planned.wanted_hour) < abs(planned.hour - planned.wanted_hour)
where not open_hours.is_quiet
