-- How many pushes does each day of the plan hold, and whom did its capacity leave out?
with

push_plan as (

    select * from push_plan

),

push_exclusions as (

    select * from push_exclusions
    where reason = 'daily capacity'

),

planned as (

    select
        cast(send_at as date) as send_on,
        count(*) as pushes,
        count(*) filter (where is_exploration) as explorations,
        min(hour(send_at)) as first_hour,
        max(hour(send_at)) as last_hour,
        sum(cast(round(priority * 1e6) as bigint)) as worth_micros
    from push_plan
    group by cast(send_at as date)

),

left_out as (

    select
        send_on,
        count(*) as customers
    from push_exclusions
    group by send_on

),

days as (

    select
        planned.send_on,
        planned.pushes,
        planned.explorations,
        planned.first_hour,
        planned.last_hour,
        round(planned.worth_micros / 1e6, 2) as worth,
        coalesce(left_out.customers, 0) as left_out_for_capacity
    from planned
    left join left_out on planned.send_on = left_out.send_on

)

select * from days
order by send_on
