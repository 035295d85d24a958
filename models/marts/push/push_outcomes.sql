with

audience as (

    select * from {{ ref('int_timing_audience') }}
    where split = 'train'

),

windows as (

    select * from {{ ref('int_timing_windows') }}
    where purpose <> 'test' and days_until >= {{ var('label_days') }}

),

next_orders as (

    select * from {{ ref('int_timing_next_orders') }}
    where split = 'train'

),

assignments as (

    select * from {{ ref('int_assignments') }}

),

pushes as (

    select * from {{ ref('int_pushes') }}

),

closed_cutoffs as (

    select
        as_of,
        min(known_on) as known_on
    from windows
    group by as_of

),

-- An experiment that leaves customers out says what pushes do; one that compares lists does not.
lots as (

    select distinct experiment from assignments
    where arm = 'holdout'

),

known_assignments as (

    select
        audience.as_of,
        audience.customer_key,
        assignments.experiment,
        case when assignments.arm = 'holdout' then 1 else 0 end as is_held_out
    from assignments
    inner join lots on assignments.experiment = lots.experiment
    inner join audience
        on
            assignments.customer_key = audience.customer_key
            and {{ before_cutoff('assignments.known_on', 'audience.as_of') }}
    qualify
        row_number() over (
            partition by audience.as_of, audience.customer_key, assignments.experiment
            order by assignments.occurred_at desc, assignments.event_id desc
        ) = 1

),

drawn as (

    select
        as_of,
        customer_key,
        count(*) as experiments,
        max(is_held_out) as is_held_out
    from known_assignments
    group by as_of, customer_key

),

-- Who is in as many experiments has been left out with the same probability.
with_propensity as (

    select
        *,
        1e0 - avg(is_held_out) over (partition by as_of, experiments) as propensity
    from drawn

),

pushed as (

    select distinct
        drawn.as_of,
        drawn.customer_key
    from drawn
    inner join pushes
        on
            drawn.customer_key = pushes.customer_key
            and {{ in_label_window('pushes.sent_on', 'drawn.as_of') }}

),

push_outcomes as (

    select
        with_propensity.as_of,
        with_propensity.customer_key,
        closed_cutoffs.known_on,
        with_propensity.is_held_out = 0 as is_treated,
        with_propensity.propensity,
        pushed.customer_key is not null as is_pushed,
        coalesce(next_orders.days_to_next < {{ var('label_days') }}, false) as is_ordered
    from with_propensity
    inner join closed_cutoffs on with_propensity.as_of = closed_cutoffs.as_of
    left join pushed
        on
            with_propensity.as_of = pushed.as_of
            and with_propensity.customer_key = pushed.customer_key
    left join next_orders
        on
            with_propensity.as_of = next_orders.as_of
            and with_propensity.customer_key = next_orders.customer_key
    where with_propensity.propensity > 0 and with_propensity.propensity < 1
    -- A window in which nothing was sent teaches nothing.
    qualify
        max(case when pushed.customer_key is not null then 1 else 0 end) over (partition by with_propensity.as_of) = 1

)

select * from push_outcomes
