with

send_time as (

    select * from {{ ref('send_time') }}
    where split = 'serve'

),

assignments as (

    select * from {{ ref('experiment_assignments') }}

),

settings as (

    select * from {{ ref('experiment_settings') }}

),

days_to_weekday as (

    select
        as_of,
        customer_id,
        last_event_at,
        basis,
        hour,
        (weekday - {{ weekday('as_of') }} + 7) % 7 as days_to_weekday
    from send_time

),

-- The probability is one within the label window: if that ends before the customer's weekday, its last day is as near.
send_days as (

    select
        as_of,
        customer_id,
        last_event_at,
        basis,
        hour,
        cast(least(days_to_weekday, {{ var('label_days') - 1 }}) as integer) as days_ahead
    from days_to_weekday

),

dated as (

    select
        *,
        {{ shift_days('as_of', 'days_ahead') }} as send_on
    from send_days

),

-- Of two experiments that set the same, the first by name decides.
arms as (

    select
        dated.as_of,
        dated.customer_id,
        '{'
        || {{ joined_texts("'\"' || assignments.experiment || '\":\"' || assignments.arm || '\"'", ',') }}
        || '}' as arms,
        bool_or(assignments.arm = 'holdout') as is_held_out,
        bool_or(coalesce(settings.push = 'none', false)) as gets_no_push,
        min_by(settings.hour, assignments.experiment) filter (where settings.hour is not null) as hour,
        min_by(settings.channel, assignments.experiment) filter (where settings.channel is not null) as channel
    from dated
    inner join assignments
        on
            dated.customer_id = assignments.customer_id
            and dated.send_on >= assignments.valid_from
            and (assignments.valid_until is null or dated.send_on < assignments.valid_until)
    left join settings
        on
            assignments.experiment = settings.experiment
            and assignments.arm = settings.arm
    group by dated.as_of, dated.customer_id

),

push_days as (

    select
        dated.as_of,
        dated.customer_id,
        dated.last_event_at,
        dated.basis,
        dated.days_ahead,
        dated.send_on,
        coalesce(arms.hour, dated.hour) as wanted_hour,
        arms.arms,
        coalesce(arms.is_held_out, false) as is_held_out,
        coalesce(arms.gets_no_push, false) as gets_no_push,
        arms.channel as channel_of_arm
    from dated
    left join arms
        on
            dated.as_of = arms.as_of
            and dated.customer_id = arms.customer_id

)

select * from push_days
