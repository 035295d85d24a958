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

reach as (

    select * from {{ ref('push_reach') }}

),

-- The channel that is worth most, or where none is free, the one that came furthest. Of two worth the same the cheaper.
best_reach as (

    select * from reach
    qualify
        row_number() over (
            partition by as_of, customer_id
            order by
                case obstacle
                    {%- for obstacle in push_obstacles() %}
                    when '{{ obstacle }}' then {{ loop.index }}
                    {%- endfor %}
                    else {{ push_obstacles() | length + 1 }}
                end desc,
                net_value desc nulls last,
                message_cost asc,
                channel asc
        ) = 1

),

everyone as (

    select
        audience.as_of,
        customers.customer_id,
        best_reach.last_event_at,
        best_reach.send_on,
        best_reach.channel,
        best_reach.net_value,
        coalesce(best_reach.recent_pushes, 0) as recent_pushes,
        first_options.purchase_probability,
        first_options.priority,
        case when best_reach.channel is null then 'no channel' else best_reach.obstacle end as obstacle
    from audience
    inner join customers on audience.customer_key = customers.customer_key
    left join first_options
        on
            audience.as_of = first_options.as_of
            and customers.customer_id = first_options.customer_id
    left join best_reach
        on
            audience.as_of = best_reach.as_of
            and customers.customer_id = best_reach.customer_id

),

-- Who has an obstacle takes nobody's place in the day's queue.
queued as (

    select
        *,
        row_number() over (
            partition by as_of, send_on, obstacle
            order by
                net_value desc nulls last,
                priority desc nulls last,
                purchase_probability desc nulls last,
                customer_id asc
        ) as place
    from everyone

),

push_decisions as (

    select
        as_of,
        customer_id,
        last_event_at,
        send_on,
        case when obstacle is null then channel end as channel,
        priority,
        net_value,
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
