with

targets as (

    select * from {{ ref('int_timing_targets') }}

),

windows as (

    select * from {{ ref('int_timing_windows') }}

),

cutoffs as (

    select
        target,
        as_of,
        split
    from targets
    union all
    select distinct
        cast(null as string) as target,
        as_of,
        'train' as split
    from windows
    where purpose <> 'test'

)

select * from cutoffs
