{{ config(materialized='view') }}

with

quiet_hours as (

    select
        {{ whole_number('weekday') }} as weekday,
        {{ whole_number('quiet_from') }} as quiet_from,
        {{ whole_number('quiet_until') }} as quiet_until,
        {{ loose_channel('channel') }} as loose_channel
    from {{ ref('quiet_hours') }}

),

channels as (

    select distinct
        channel,
        loose_channel
    from {{ ref('int_channels') }}
    where is_active and can_push and loose_channel is not null

),

weekdays as (

    {% for weekday in range(1, 8) -%}
    select {{ weekday }} as weekday
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

hours as (

    {% for hour in range(24) -%}
    select {{ hour }} as hour
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

slots as (

    select
        channels.channel,
        channels.loose_channel,
        weekdays.weekday,
        hours.hour
    from channels
    cross join weekdays
    cross join hours

),

-- Quiet hours that end no later than they begin go on into the next day; those that name no channel hold for all.
quiet_slots as (

    select distinct
        slots.channel,
        slots.weekday,
        slots.hour
    from slots
    inner join quiet_hours
        on
            (quiet_hours.loose_channel is null or quiet_hours.loose_channel = slots.loose_channel)
            and (
                (
                    slots.weekday = quiet_hours.weekday
                    and slots.hour >= quiet_hours.quiet_from
                    and (slots.hour < quiet_hours.quiet_until or quiet_hours.quiet_until <= quiet_hours.quiet_from)
                )
                or (
                    slots.weekday = quiet_hours.weekday % 7 + 1
                    and slots.hour < quiet_hours.quiet_until
                    and quiet_hours.quiet_until <= quiet_hours.quiet_from
                )
            )

),

open_slots as (

    select
        slots.channel,
        slots.weekday,
        slots.hour,
        cast(
            row_number() over (partition by slots.channel, slots.weekday order by slots.hour) as integer
        ) as open_number,
        cast(count(*) over (partition by slots.channel, slots.weekday) as integer) as open_hours
    from slots
    left join quiet_slots
        on
            slots.channel = quiet_slots.channel
            and slots.weekday = quiet_slots.weekday
            and slots.hour = quiet_slots.hour
    where quiet_slots.hour is null

),

-- The date stays: an evening is not moved into the night before. Of two hours as near, the later one is taken.
nearest_open_slots as (

    select
        slots.channel,
        slots.weekday,
        slots.hour,
        open_slots.hour as open_hour,
        row_number() over (
            partition by slots.channel, slots.weekday, slots.hour
            order by abs(open_slots.hour - slots.hour) asc, open_slots.hour desc
        ) as nearness
    from slots
    inner join open_slots
        on
            slots.channel = open_slots.channel
            and slots.weekday = open_slots.weekday

),

push_hours as (

    select
        slots.channel,
        slots.weekday,
        slots.hour,
        quiet_slots.hour is not null as is_quiet,
        nearest_open_slots.open_hour,
        open_slots.open_number,
        open_slots.open_hours
    from slots
    left join quiet_slots
        on
            slots.channel = quiet_slots.channel
            and slots.weekday = quiet_slots.weekday
            and slots.hour = quiet_slots.hour
    left join open_slots
        on
            slots.channel = open_slots.channel
            and slots.weekday = open_slots.weekday
            and slots.hour = open_slots.hour
    left join nearest_open_slots
        on
            slots.channel = nearest_open_slots.channel
            and slots.weekday = nearest_open_slots.weekday
            and slots.hour = nearest_open_slots.hour
            and nearest_open_slots.nearness = 1

)

select * from push_hours
