-- With the push that is planned, nobody gets more by a channel than its own cap, within its own days.
select
    push_plan.as_of,
    push_plan.customer_id,
    push_plan.channel,
    sum(pushes.pushes) + 1 as pushes_in_window
from {{ ref('push_plan') }} as push_plan
inner join {{ ref('int_channels') }} as channels on push_plan.channel = channels.channel
inner join {{ ref('int_pushes') }} as pushes
    on
        push_plan.customer_id = pushes.customer_id
        and (pushes.channel is null or pushes.channel = push_plan.channel)
where
    {{ days_between('pushes.sent_on', 'push_plan.send_at') }}
    < coalesce(channels.push_window_days, {{ var('push_window_days') }})
group by push_plan.as_of, push_plan.customer_id, push_plan.channel, channels.max_pushes
having sum(pushes.pushes) + 1 > channels.max_pushes
