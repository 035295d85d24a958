-- Where sales have no time of day, no row claims to know an hour; where they have one, every row says whose it is.
select
    push_plan.as_of,
    push_plan.customer_id,
    push_plan.basis
from {{ ref('push_plan') }} as push_plan
cross join {{ ref('int_shop') }} as shop
where (push_plan.basis = 'no_time_of_day') = shop.has_time_of_day
