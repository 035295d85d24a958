-- No day has more pushes than daily_capacity, and nobody is left out for it who is worth more than somebody who is not.
with

days as (

    select
        as_of,
        cast(send_at as date) as send_on,
        count(*) as pushes,
        min(queue_priority) as least_priority
    from {{ ref('push_plan') }}
    group by as_of, cast(send_at as date)

),

left_out as (

    select
        as_of,
        send_on,
        max(priority) as highest_left_out
    from {{ ref('push_exclusions') }}
    where reason = 'daily capacity'
    group by as_of, send_on

)

select
    coalesce(days.as_of, left_out.as_of) as as_of,
    coalesce(days.send_on, left_out.send_on) as send_on,
    days.pushes,
    days.least_priority,
    left_out.highest_left_out
from days
full outer join left_out
    on
        days.as_of = left_out.as_of
        and days.send_on = left_out.send_on
where
    left_out.highest_left_out > days.least_priority
    {% if var('daily_capacity') is none -%}
    or left_out.send_on is not null
    {%- else -%}
    or days.pushes > {{ var('daily_capacity') }}
    or (left_out.send_on is not null and coalesce(days.pushes, 0) <> {{ var('daily_capacity') }})
    {%- endif %}
