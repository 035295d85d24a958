-- What timing learns has closed before it is used: a train window before validation begins, every window before the
-- target, and each stretch ends on the day it says.
with

windows as (

    select * from {{ ref('int_timing_windows') }}
    where purpose <> 'test'

),

targets as (

    select * from {{ ref('int_timing_targets') }}

),

validation_begins as (

    select
        learned_for,
        min(as_of) as validation_as_of
    from windows
    where purpose = 'validation'
    group by learned_for

)

select
    windows.learned_for,
    windows.purpose,
    windows.as_of,
    windows.days_until,
    windows.known_on,
    validation_begins.validation_as_of,
    targets.as_of as target_as_of
from windows
left join targets on windows.learned_for = targets.target
left join validation_begins on windows.learned_for = validation_begins.learned_for
where
    targets.as_of is null
    or validation_begins.validation_as_of is null
    or windows.days_from >= windows.days_until
    or {{ days_between('windows.as_of', 'windows.known_on') }} <> windows.days_until - 1
    or windows.known_on >= targets.as_of
    or (windows.purpose = 'train' and windows.known_on >= validation_begins.validation_as_of)
