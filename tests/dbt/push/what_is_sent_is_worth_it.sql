-- Where there is one channel, nobody is sent anything that is worth less than a push costs, and nobody is left out for
-- it who is worth as much.
with

sent as (

    select
        decisions.as_of,
        decisions.customer_id,
        decisions.priority as expected_value,
        true as is_sent
    from {{ ref('push_plan') }} as push_plan
    inner join {{ ref('push_decisions') }} as decisions
        on
            push_plan.as_of = decisions.as_of
            and push_plan.customer_id = decisions.customer_id

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

only_channels as (

    select
        as_of,
        min(message_cost) as message_cost
    from {{ ref('push_channels') }}
    group by as_of
    having count(*) = 1

)

select
    decided.customer_id,
    decided.expected_value,
    only_channels.message_cost
from decided
inner join only_channels on decided.as_of = only_channels.as_of
where decided.is_sent <> (decided.expected_value >= only_channels.message_cost)
