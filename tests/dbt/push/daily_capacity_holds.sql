-- No day has more pushes than daily_capacity, and nobody is left out for it who is worth more than somebody who is not.
with

decisions as (

    select * from {{ ref('push_decisions') }}

),

days as (

    select
        push_plan.as_of,
        cast(push_plan.send_at as date) as send_on,
        count(*) as pushes,
        min(decisions.net_value) as least_value
    from {{ ref('push_plan') }} as push_plan
    inner join decisions
        on
            push_plan.as_of = decisions.as_of
            and push_plan.customer_id = decisions.customer_id
    group by push_plan.as_of, cast(push_plan.send_at as date)

),

left_out as (

    select
        exclusions.as_of,
        exclusions.send_on,
        max(decisions.net_value) as highest_left_out
    from {{ ref('push_exclusions') }} as exclusions
    inner join decisions
        on
            exclusions.as_of = decisions.as_of
            and exclusions.customer_id = decisions.customer_id
    where exclusions.reason = 'daily capacity'
    group by exclusions.as_of, exclusions.send_on

)

select
    coalesce(days.as_of, left_out.as_of) as as_of,
    coalesce(days.send_on, left_out.send_on) as send_on,
    days.pushes,
    days.least_value,
    left_out.highest_left_out
from days
full outer join left_out
    on
        days.as_of = left_out.as_of
        and days.send_on = left_out.send_on
where
    left_out.highest_left_out > days.least_value
    {% if var('daily_capacity') is none -%}
    or left_out.send_on is not null
    {%- else -%}
    or days.pushes > {{ var('daily_capacity') }}
    or (left_out.send_on is not null and coalesce(days.pushes, 0) <> {{ var('daily_capacity') }})
    {%- endif %}
