-- Nothing is sent in quiet hours, those of its channel included. They are read from the seed hour by hour of the week,
-- unlike the models do.
with

quiet_hours as (

    select
        cast(weekday as integer) as weekday,
        cast(quiet_from as integer) as quiet_from,
        cast(quiet_until as integer) as quiet_until,
        {{ loose_channel('channel') }} as loose_channel
    from {{ ref('quiet_hours') }}

),

-- Hours of the week from Monday 0:00; a Sunday night goes on past the last of them.
quiet_stretches as (

    select
        (weekday - 1) * 24 + quiet_from as begins,
        (weekday - 1) * 24 + quiet_until + case when quiet_until <= quiet_from then 24 else 0 end as ends,
        loose_channel
    from quiet_hours

),

sent as (

    select
        as_of,
        customer_id,
        send_at,
        {{ loose_channel('channel') }} as loose_channel,
        ({{ weekday('send_at') }} - 1) * 24 + hour(send_at) as hour_of_week
    from {{ ref('push_plan') }}

)

select
    sent.as_of,
    sent.customer_id,
    sent.send_at
from sent
inner join quiet_stretches
    on
        coalesce(quiet_stretches.loose_channel, sent.loose_channel) = sent.loose_channel
        and (
            (sent.hour_of_week >= quiet_stretches.begins and sent.hour_of_week < quiet_stretches.ends)
            or sent.hour_of_week + 168 < quiet_stretches.ends
        )
