{#- To a millionth: as finely as the draw is made, so that the propensity is the share of draws. -#}
{%- set draws = 1000000 -%}
{%- set share_of_draws = (var('exploration_share') * draws) | round | int -%}
{%- set share = share_of_draws / draws -%}
{%- set draw = var('exploration_seed') ~ "/' || cast(as_of as string) || '/' || customer_id" %}

with

decisions as (

    select * from {{ ref('push_decisions') }}
    where left_out_because is null

),

slots as (

    select * from {{ ref('push_slots') }}

),

options as (

    select * from {{ ref('push_options') }}

),

reach as (

    select * from {{ ref('push_reach') }}
    where obstacle is null

),

push_hours as (

    select * from {{ ref('int_push_hours') }}
    where not is_quiet

),

list_lengths as (

    select
        as_of,
        customer_id,
        cast(count(*) as integer) as articles
    from options
    group by as_of, customer_id

),

open_days as (

    select distinct
        channel,
        weekday,
        open_hours
    from push_hours

),

-- The moments of a customer's day are the open hours of each channel that reaches them, one channel after another.
moments as (

    select
        slots.as_of,
        slots.customer_id,
        slots.channel,
        slots.weekday,
        reach.message_cost,
        open_days.open_hours,
        cast(sum(open_days.open_hours) over (
            partition by slots.as_of, slots.customer_id
            order by slots.channel
            rows between unbounded preceding and current row
        ) as integer) - open_days.open_hours as moments_before,
        cast(
            sum(open_days.open_hours) over (partition by slots.as_of, slots.customer_id) as integer
        ) as moments
    from reach
    inner join slots
        on
            reach.as_of = slots.as_of
            and reach.customer_id = slots.customer_id
            and reach.channel = slots.channel
    inner join open_days
        on
            slots.channel = open_days.channel
            and slots.weekday = open_days.weekday

),

-- An action is an article of the list at a moment, the best one the head of it at the planned hour of the best channel.
best_actions as (

    select
        decisions.as_of,
        decisions.customer_id,
        decisions.last_event_at,
        decisions.priority as queue_priority,
        decisions.channel as best_channel,
        slots.basis,
        slots.days_ahead,
        slots.send_on,
        slots.weekday,
        slots.hour as best_hour,
        moments.message_cost as best_cost,
        moments.moments,
        list_lengths.articles * moments.moments as actions
    from decisions
    inner join slots
        on
            decisions.as_of = slots.as_of
            and decisions.customer_id = slots.customer_id
            and decisions.channel = slots.channel
    inner join list_lengths
        on
            decisions.as_of = list_lengths.as_of
            and decisions.customer_id = list_lengths.customer_id
    inner join moments
        on
            decisions.as_of = moments.as_of
            and decisions.customer_id = moments.customer_id
            and decisions.channel = moments.channel

),

-- Who is sent something is settled before: the draw says what, how and at which hour, and nothing else depends on it.
drawn as (

    select
        *,
        {{ hash_bucket("'explore/" ~ draw, draws) }} < {{ share_of_draws }} as is_exploration,
        {{ hash_bucket("'action/" ~ draw, 'actions') }} as drawn_action
    from best_actions

),

chosen as (

    select
        drawn.*,
        case
            when drawn.is_exploration then {{ integer_divide('drawn.drawn_action', 'drawn.moments') }} + 1
            else 1
        end as rank,
        case when drawn.is_exploration then moments.channel else drawn.best_channel end as channel,
        case when drawn.is_exploration then push_hours.hour else drawn.best_hour end as hour,
        case when drawn.is_exploration then moments.message_cost else drawn.best_cost end as message_cost
    from drawn
    inner join moments
        on
            drawn.as_of = moments.as_of
            and drawn.customer_id = moments.customer_id
            and drawn.drawn_action % drawn.moments >= moments.moments_before
            and drawn.drawn_action % drawn.moments < moments.moments_before + moments.open_hours
    inner join push_hours
        on
            moments.channel = push_hours.channel
            and moments.weekday = push_hours.weekday
            and drawn.drawn_action % drawn.moments - moments.moments_before + 1 = push_hours.open_number

),

push_actions as (

    select
        as_of,
        customer_id,
        last_event_at,
        queue_priority,
        basis,
        days_ahead,
        send_on,
        weekday,
        channel,
        hour,
        message_cost,
        rank,
        is_exploration,
        cast(
            {{ share }} / cast(actions as double)
            + case
                when rank = 1 and channel = best_channel and hour = best_hour then 1e0 - {{ share }}
                else 0e0
            end as double
        ) as propensity
    from chosen

)

select * from push_actions
