with

channels as (

    select * from {{ ref('int_channels') }}
    where is_active and can_push

),

push_costs as (

    select * from {{ ref('push_costs') }}

),

push_answers as (

    select * from {{ ref('int_push_answers') }}

),

answers_by_channel as (

    select
        channel,
        sum(messages) as messages,
        sum(answers) as answers
    from push_answers
    group by channel

),

totals as (

    select
        sum(messages) as messages,
        sum(answers) as answers
    from push_answers

),

-- Where nobody has answered anything, no channel is known to be better than another.
push_channels as (

    select
        push_costs.as_of,
        channels.channel,
        push_costs.last_event_at,
        coalesce(channels.message_cost, push_costs.push_cost) as message_cost,
        channels.max_pushes,
        coalesce(channels.push_window_days, {{ var('push_window_days') }}) as push_window_days,
        cast(coalesce(answers_by_channel.messages, 0) as bigint) as messages,
        cast(coalesce(answers_by_channel.answers, 0) as bigint) as answers,
        case
            when totals.answers > 0
                then
                    (
                        coalesce(answers_by_channel.answers, 0)
                        + {{ answer_prior() }} * cast(totals.answers as double) / cast(totals.messages as double)
                    )
                    / (coalesce(answers_by_channel.messages, 0) + {{ answer_prior() }})
        end as answer_rate
    from push_costs
    cross join channels
    cross join totals
    left join answers_by_channel on channels.channel = answers_by_channel.channel

)

select * from push_channels
