-- With the push that is planned, nobody gets more than max_pushes within push_window_days, whatever the channels.
select
    push_plan.as_of,
    push_plan.customer_id,
    sum(pushes.pushes) + 1 as pushes_in_window
from {{ ref('push_plan') }} as push_plan
inner join {{ ref('int_pushes') }} as pushes on push_plan.customer_id = pushes.customer_id
where {{ days_between('pushes.sent_on', 'push_plan.send_at') }} < {{ var('push_window_days') }}
group by push_plan.as_of, push_plan.customer_id
having sum(pushes.pushes) + 1 > {{ var('max_pushes') }}
