with

windows as (

    select * from {{ ref('int_timing_windows') }}
    where purpose = 'validation'

),

customers as (

    select * from {{ ref('int_customers') }}
    where is_listed

),

-- As many first orders a day as there were; who was listed when is not known, so today's list stands for the past one.
days_of_first_orders as (

    select
        first_sold_on,
        count(*) as customers
    from customers
    group by first_sold_on

),

counts as (

    select
        windows.learned_for as target,
        windows.days_from,
        windows.days_until,
        max(windows.known_on) as known_on,
        cast(sum(case
            when
                days_of_first_orders.first_sold_on is null
                or {{ days_between('windows.as_of', 'days_of_first_orders.first_sold_on') }} >= windows.days_from
                then days_of_first_orders.customers
            else 0
        end) as bigint) as at_risk,
        cast(sum(case
            when
                {{ days_between('windows.as_of', 'days_of_first_orders.first_sold_on') }}
                between windows.days_from and windows.days_until - 1
                then days_of_first_orders.customers
            else 0
        end) as bigint) as bought
    from windows
    cross join days_of_first_orders
    group by windows.learned_for, windows.days_from, windows.days_until

)

select * from counts
