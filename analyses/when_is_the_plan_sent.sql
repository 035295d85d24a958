-- At which hour of which day are the pushes of the plan sent?
with

push_plan as (

    select * from push_plan

),

hours as (

    select
        cast(send_at as date) as send_on,
        hour(send_at) as hour_of_day,
        count(*) as pushes,
        count(*) filter (where is_exploration) as explorations,
        round(sum(cast(round(priority * 1e6) as bigint)) / 1e6, 2) as worth,
        max(currency) as currency
    from push_plan
    group by cast(send_at as date), hour(send_at)

),

-- A plan of a week has at most 168 hours, and the busiest hundred hold nearly all of it.
busiest as (

    select * from hours
    order by pushes desc, send_on asc, hour_of_day asc
    limit 100

)

select * from busiest
order by send_on, hour_of_day
