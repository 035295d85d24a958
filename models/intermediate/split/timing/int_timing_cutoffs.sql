with

targets as (

    select * from {{ ref('int_timing_targets') }}

),

windows as (

    select * from {{ ref('int_timing_windows') }}

),

cutoffs as (

    select
        as_of,
        split
    from targets
    union all
    select distinct
        as_of,
        'train' as split
    from windows
    where purpose <> 'test'

)

select * from cutoffs
