{{ config(materialized='view') }}

with

slots as (

    select * from {{ ref('experiment_slots') }}

),

shop as (

    select * from {{ ref('int_shop') }}

),

-- An experiment is read up to the last day of sales, and not beyond its end.
spans as (

    select
        slots.experiment,
        min(slots.valid_from) as starts_on,
        least(
            max(coalesce(slots.valid_until, date '9999-12-31')),
            max({{ add_days('shop.last_sold_on', 1) }})
        ) as ends_on
    from slots
    cross join shop
    group by slots.experiment

),

spans_in_days as (

    select
        experiment,
        starts_on,
        ends_on,
        {{ days_between('starts_on', 'ends_on') }} as days
    from spans

)

select
    experiment,
    starts_on,
    ends_on,
    days,
    {{ span_days() }}
from spans_in_days
where days > 0
