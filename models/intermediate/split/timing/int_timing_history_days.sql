-- Before anything is computed for a cutoff it is known whether that has been done before.
-- depends_on: {{ ref('int_cutoff_fingerprints') }}
with

cutoffs as (

    select * from {{ ref('int_timing_cutoffs') }}

),

order_days as (

    select * from {{ ref('int_order_days') }}

),

dates as (

    select distinct as_of from cutoffs

),

-- The timing cutoffs' int_history_days: whoever joins on (as_of, sold_on) can see nothing else.
history_days as (

    select
        dates.as_of,
        order_days.sold_on,
        cast({{ days_between('order_days.sold_on', 'dates.as_of') }} as integer) as days_ago
    from dates
    inner join order_days on {{ before_cutoff('order_days.sold_on', 'dates.as_of') }}

)

select * from history_days
