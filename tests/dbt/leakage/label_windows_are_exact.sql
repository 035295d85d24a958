{{ config(group='split') }}

-- A label window is [as_of, as_of + label_days), and holds every day with sales in it and no other.
with

cutoffs as (

    select * from {{ ref('int_cutoffs') }}

),

sale_days as (

    select distinct sold_on from {{ ref('int_transactions') }}

),

label_days as (

    select * from {{ ref('int_label_days') }}

),

inexact_windows as (

    select
        'window of ' || cast(as_of as string) || ' is ' || cast(label_from as string) || ' to '
        || cast(label_until as string) as problem
    from cutoffs
    where label_from <> as_of or {{ days_between('as_of', 'label_until') }} <> {{ var('label_days') }}

),

expected_days as (

    select
        cutoffs.as_of,
        cutoffs.split,
        sale_days.sold_on
    from cutoffs
    inner join sale_days
        on {{ days_between('cutoffs.as_of', 'sale_days.sold_on') }} between 0 and {{ var('label_days') - 1 }}
    where cutoffs.split <> 'serve'

),

wrong_days as (

    select
        coalesce(cast(label_days.sold_on as string) || ' is', cast(expected_days.sold_on as string) || ' is not')
        || ' in the window of ' || cast(coalesce(label_days.as_of, expected_days.as_of) as string) as problem
    from expected_days
    full outer join label_days
        on
            expected_days.as_of = label_days.as_of
            and expected_days.sold_on = label_days.sold_on
            and expected_days.split = label_days.split
    where expected_days.as_of is null or label_days.as_of is null

)

select problem from inexact_windows
union all
select problem from wrong_days
