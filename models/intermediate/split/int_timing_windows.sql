{#- Days before the end of what may be known at which windows begin: short ones lately, then one a month. -#}
{%- set steps_back = horizons() + range(120, 30 * (var('timing_train_cutoffs') + 1), 30) | list -%}

with

targets as (

    select * from {{ ref('int_timing_targets') }}

),

shop as (

    select * from {{ ref('int_shop') }}

),

-- Validation comes last: for each horizon the latest window that has closed before the target.
validation_starts as (

    {% for horizon in horizons() -%}
    select
        split as learned_for,
        'validation' as role,
        {{ add_days('as_of', -horizon) }} as as_of,
        as_of as closed_by,
        {{ horizon }} as open_days
    from targets
    where longest_horizon >= {{ horizon }}
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

validation_begins as (

    select
        learned_for,
        min(as_of) as as_of
    from validation_starts
    group by learned_for

),

train_starts as (

    {% for step in steps_back[:var('timing_train_cutoffs')] -%}
    select
        learned_for,
        'train' as role,
        {{ add_days('as_of', -step) }} as as_of,
        as_of as closed_by,
        {{ step }} as open_days
    from validation_begins
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

-- Before it is used, what was weighed on validation is learned once more from all that is known.
refit_starts as (

    select
        starts.learned_for,
        'refit' as role,
        starts.as_of,
        targets.as_of as closed_by,
        {{ days_between('starts.as_of', 'targets.as_of') }} as open_days
    from (
        select * from validation_starts
        union all
        select * from train_starts
    ) as starts
    inner join targets on starts.learned_for = targets.split

),

-- What next_purchase is measured on.
test_starts as (

    select
        split as learned_for,
        'test' as role,
        as_of,
        {{ add_days('as_of', horizons()[-1]) }} as closed_by,
        {{ horizons()[-1] }} as open_days
    from targets
    where split = 'test'

),

starts as (

    select * from test_starts
    union all
    select * from validation_starts
    union all
    select * from train_starts
    union all
    select * from refit_starts

),

starts_with_history as (

    select
        starts.learned_for,
        starts.role,
        starts.as_of,
        starts.open_days,
        targets.longest_horizon
    from starts
    inner join targets on starts.learned_for = targets.split
    cross join shop
    where {{ days_between('shop.first_sold_on', 'starts.as_of') }} >= {{ var('min_history_days') }}

),

-- One row for each stretch of days between two horizons that had passed when the window closed.
windows as (

    {% for horizon in horizons() -%}
    select
        learned_for,
        role,
        as_of,
        {{ 0 if loop.first else loop.previtem }} as days_from,
        {{ horizon }} as days_until,
        {{ add_days('as_of', horizon - 1) }} as known_on
    from starts_with_history
    where open_days >= {{ horizon }} and longest_horizon >= {{ horizon }}
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
)

select * from windows
