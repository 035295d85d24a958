-- Nobody is sent anything that is worth less than a push costs, and nobody is left out for it who is worth as much.
with

sent as (

    select
        as_of,
        customer_id,
        queue_priority as expected_value,
        true as is_sent
    from {{ ref('push_plan') }}

),

left_out as (

    select
        as_of,
        customer_id,
        priority as expected_value,
        false as is_sent
    from {{ ref('push_exclusions') }}
    where reason = 'not worth it'

),

decided as (

    select * from sent
    union all
    select * from left_out

),

push_costs as (

    select * from {{ ref('push_costs') }}

)

select
    decided.customer_id,
    decided.expected_value,
    push_costs.push_cost
from decided
inner join push_costs on decided.as_of = push_costs.as_of
where decided.is_sent <> (decided.expected_value >= push_costs.push_cost)
