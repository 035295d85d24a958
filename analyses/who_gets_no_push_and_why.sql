-- To how many customers is nothing sent, and for what reason?
with

push_exclusions as (

    select * from push_exclusions

),

push_plan as (

    select * from push_plan

),

everyone as (

    select
        'planned' as outcome,
        priority
    from push_plan
    union all
    select
        reason as outcome,
        priority
    from push_exclusions

),

outcomes as (

    select
        outcome,
        count(*) as customers,
        round(100.0 * count(*) / sum(count(*)) over (), 2) as percent_of_all,
        round(sum(cast(round(priority * 1e6) as bigint)) / 1e6, 2) as worth
    from everyone
    group by outcome

)

select * from outcomes
order by customers desc, outcome asc
