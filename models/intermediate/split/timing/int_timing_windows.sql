{%- set step = timing_step() -%}

with

targets as (

    select * from {{ ref('int_timing_targets') }}

),

starts as (

    select * from {{ ref('int_timing_grid') }}

),

-- Whole weeks: the days since the grid teach nothing yet.
known_starts as (

    select
        targets.target as learned_for,
        starts.as_of,
        targets.longest_horizon,
        {{ step }} * {{ integer_divide(days_between('starts.as_of', 'targets.as_of'), step) }} as open_days
    from targets
    cross join starts
    where starts.as_of < targets.as_of

),

-- The latest window of the longest horizon, and all that begin in it, are kept for validation.
validation_begins as (

    select
        learned_for,
        max(as_of) as as_of
    from known_starts
    where open_days >= longest_horizon
    group by learned_for

),

with_purpose as (

    select
        known_starts.learned_for,
        case
            when known_starts.as_of < validation_begins.as_of then 'train'
            else 'validation'
        end as purpose,
        known_starts.as_of,
        known_starts.longest_horizon,
        known_starts.open_days,
        {{ days_between('known_starts.as_of', 'validation_begins.as_of') }} as days_before_validation
    from known_starts
    inner join validation_begins on known_starts.learned_for = validation_begins.learned_for

),

-- What validation has weighed is learned once more, from all that has closed before the target.
all_purposes as (

    select
        learned_for,
        purpose,
        as_of,
        longest_horizon,
        case when purpose = 'train' then days_before_validation else open_days end as open_days
    from with_purpose
    where days_before_validation <= {{ step * var('timing_train_cutoffs') }}
    union all
    select
        learned_for,
        'refit' as purpose,
        as_of,
        longest_horizon,
        open_days
    from with_purpose
    where days_before_validation <= {{ step * var('timing_train_cutoffs') }}
    union all
    select
        target as learned_for,
        'test' as purpose,
        as_of,
        longest_horizon,
        longest_horizon as open_days
    from targets
    where target = 'timing_test'

),

-- One row for each stretch of days between two horizons that had passed when the window closed.
windows as (

    {% for horizon in horizons() -%}
    select
        learned_for,
        purpose,
        as_of,
        {{ 0 if loop.first else loop.previtem }} as days_from,
        {{ horizon }} as days_until,
        {{ add_days('as_of', horizon - 1) }} as known_on
    from all_purposes
    where open_days >= {{ horizon }} and longest_horizon >= {{ horizon }}
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
)

select * from windows
