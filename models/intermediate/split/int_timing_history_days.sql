with

cutoffs as (

    select * from {{ ref('int_timing_cutoffs') }}

),

orders as (

    select * from {{ ref('int_orders') }}

),

sale_days as (

    select distinct sold_on from orders

),

dates as (

    select distinct as_of from cutoffs

),

-- The timing cutoffs' int_history_days: whoever joins on (as_of, sold_on) can see nothing else.
history_days as (

    select
        dates.as_of,
        sale_days.sold_on,
        cast({{ days_between('sale_days.sold_on', 'dates.as_of') }} as integer) as days_ago
    from dates
    inner join sale_days on {{ before_cutoff('sale_days.sold_on', 'dates.as_of') }}

)

select * from history_days
