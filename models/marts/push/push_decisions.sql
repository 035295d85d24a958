with

audience as (

    select * from {{ ref('int_timing_audience') }}
    where split = 'serve'

),

customers as (

    select * from {{ ref('int_customers') }}

),

first_options as (

    select * from {{ ref('push_options') }}
    where rank = 1

),

push_costs as (

    select * from {{ ref('push_costs') }}

),

slots as (

    select * from {{ ref('push_slots') }}

),

opt_outs as (

    select * from {{ ref('int_opt_outs') }}

),

pushes as (

    select * from {{ ref('int_pushes') }}

),

-- A push that the shop says it sent after the planned day counts as well.
recent_pushes as (

    select
        slots.as_of,
        slots.customer_id,
        cast(sum(pushes.pushes) as integer) as pushes
    from slots
    inner join pushes on slots.customer_id = pushes.customer_id
    where {{ days_between('pushes.sent_on', 'slots.send_on') }} < {{ var('push_window_days') }}
    group by slots.as_of, slots.customer_id

),

everyone as (

    select
        audience.as_of,
        customers.customer_id,
        greatest(first_options.last_event_at, slots.last_event_at) as last_event_at,
        slots.send_on,
        first_options.purchase_probability,
        first_options.priority,
        coalesce(recent_pushes.pushes, 0) as recent_pushes,
        case
            when opt_outs.customer_id is not null then 'opted out'
            when first_options.customer_id is null then 'no list'
            when first_options.priority is null then 'no chance known'
            when slots.customer_id is null then 'no time to send'
            when coalesce(recent_pushes.pushes, 0) >= {{ var('max_pushes') }} then 'frequency cap'
            when first_options.priority < push_costs.push_cost then 'not worth it'
        end as obstacle
    from audience
    inner join customers on audience.customer_key = customers.customer_key
    left join first_options
        on
            audience.as_of = first_options.as_of
            and customers.customer_id = first_options.customer_id
    left join push_costs on audience.as_of = push_costs.as_of
    left join slots
        on
            audience.as_of = slots.as_of
            and customers.customer_id = slots.customer_id
    left join recent_pushes
        on
            audience.as_of = recent_pushes.as_of
            and customers.customer_id = recent_pushes.customer_id
    left join opt_outs on customers.customer_id = opt_outs.customer_id

),

-- Who has an obstacle takes nobody's place in the day's queue.
queued as (

    select
        *,
        row_number() over (
            partition by as_of, send_on, obstacle
            order by priority desc nulls last, purchase_probability desc nulls last, customer_id asc
        ) as place
    from everyone

),

push_decisions as (

    select
        as_of,
        customer_id,
        last_event_at,
        send_on,
        priority,
        recent_pushes,
        case when obstacle is null then place end as place,
        {% if var('daily_capacity') is none -%}
        obstacle as left_out_because
        {%- else -%}
        case
            when obstacle is null and place > {{ var('daily_capacity') }} then 'daily capacity'
            else obstacle
        end as left_out_because
        {%- endif %}
    from queued

)

select * from push_decisions
