-- Nobody is sent anything that is worth less than a push costs, and nobody is left out for it who is worth as much.
select
    decided.customer_id,
    decided.priority,
    push_costs.push_cost
from (
    select
        as_of,
        customer_id,
        queue_priority as priority,
        true as is_sent
    from {{ ref('push_plan') }}
    union all
    select
        as_of,
        customer_id,
        priority,
        false as is_sent
    from {{ ref('push_exclusions') }}
    where reason = 'not worth it'
) as decided
inner join {{ ref('push_costs') }} as push_costs on decided.as_of = push_costs.as_of
where decided.is_sent <> (decided.priority >= push_costs.push_cost)
