select
    push_plan.as_of,
    push_plan.customer_id
from {{ ref('push_plan') }} as push_plan
inner join {{ ref('int_opt_outs') }} as opt_outs on push_plan.customer_id = opt_outs.customer_id
where opt_outs.channel is null or opt_outs.channel = push_plan.channel
