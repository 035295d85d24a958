-- Nothing is sent by a channel that is not active, or that can't be pushed to.
select
    push_plan.as_of,
    push_plan.customer_id,
    push_plan.channel
from {{ ref('push_plan') }} as push_plan
left join {{ ref('int_channels') }} as channels on push_plan.channel = channels.channel
where not coalesce(channels.is_active and channels.can_push, false)
