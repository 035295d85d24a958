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

channels as (

    select * from {{ ref('push_channels') }}

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

push_answers as (

    select * from {{ ref('int_push_answers') }}

),

customer_channels as (

    select
        audience.as_of,
        customers.customer_id,
        channels.channel,
        channels.message_cost,
        channels.max_pushes,
        cast(round(
            1e9 * (coalesce(push_answers.answers, 0) + {{ answer_prior() }} * channels.answer_rate)
            / (coalesce(push_answers.messages, 0) + {{ answer_prior() }})
        ) as bigint) as answer_rate_billionths
    from audience
    inner join customers on audience.customer_key = customers.customer_key
    inner join channels on audience.as_of = channels.as_of
    left join push_answers
        on
            customers.customer_id = push_answers.customer_id
            and channels.channel = push_answers.channel

),

-- Of whole numbers, so that the mean is the same in whatever order it is taken.
usual_answer_rates as (

    select
        as_of,
        customer_id,
        avg(answer_rate_billionths) as answer_rate_billionths
    from customer_channels
    group by as_of, customer_id

),

-- A push that the shop says it sent after the planned day counts as well, and one of no known channel for each.
recent_pushes as (

    select
        slots.as_of,
        slots.customer_id,
        slots.channel,
        cast(
            coalesce(
                sum(pushes.pushes) filter (
                    where {{ days_between('pushes.sent_on', 'slots.send_on') }} < {{ var('push_window_days') }}
                ),
                0
            ) as integer
        ) as pushes,
        cast(
            coalesce(
                sum(pushes.pushes) filter (
                    where
                    {{ days_between('pushes.sent_on', 'slots.send_on') }} < channels.push_window_days
                    and coalesce(pushes.channel, slots.channel) = slots.channel
                ),
                0
            ) as integer
        ) as channel_pushes
    from slots
    inner join channels
        on
            slots.as_of = channels.as_of
            and slots.channel = channels.channel
    inner join pushes on slots.customer_id = pushes.customer_id
    group by slots.as_of, slots.customer_id, slots.channel

),

opted_out as (

    select distinct
        channels.channel,
        opt_outs.customer_id
    from opt_outs
    inner join channels on coalesce(opt_outs.channel, channels.channel) = channels.channel

),

valued as (

    select
        customer_channels.as_of,
        customer_channels.customer_id,
        customer_channels.channel,
        greatest(first_options.last_event_at, slots.last_event_at) as last_event_at,
        slots.send_on,
        customer_channels.message_cost,
        customer_channels.max_pushes,
        coalesce(recent_pushes.pushes, 0) as recent_pushes,
        coalesce(recent_pushes.channel_pushes, 0) as channel_pushes,
        slots.arm_obstacle,
        opted_out.customer_id is not null as is_opted_out,
        first_options.customer_id is not null as has_list,
        first_options.priority * coalesce(
            customer_channels.answer_rate_billionths / nullif(usual_answer_rates.answer_rate_billionths, 0), 1e0
        ) as gross_value
    from customer_channels
    inner join usual_answer_rates
        on
            customer_channels.as_of = usual_answer_rates.as_of
            and customer_channels.customer_id = usual_answer_rates.customer_id
    left join first_options
        on
            customer_channels.as_of = first_options.as_of
            and customer_channels.customer_id = first_options.customer_id
    left join slots
        on
            customer_channels.as_of = slots.as_of
            and customer_channels.customer_id = slots.customer_id
            and customer_channels.channel = slots.channel
    left join recent_pushes
        on
            customer_channels.as_of = recent_pushes.as_of
            and customer_channels.customer_id = recent_pushes.customer_id
            and customer_channels.channel = recent_pushes.channel
    left join opted_out
        on
            customer_channels.customer_id = opted_out.customer_id
            and customer_channels.channel = opted_out.channel

),

push_reach as (

    select
        as_of,
        customer_id,
        channel,
        last_event_at,
        send_on,
        recent_pushes,
        message_cost,
        gross_value - message_cost as net_value,
        case
            when is_opted_out then 'opted out'
            when not has_list then 'no list'
            when gross_value is null then 'no chance known'
            when send_on is null then 'no time to send'
            when recent_pushes >= {{ var('max_pushes') }} or channel_pushes >= max_pushes then 'frequency cap'
            when gross_value < message_cost then 'not worth it'
            else arm_obstacle
        end as obstacle
    from valued

)

select * from push_reach
