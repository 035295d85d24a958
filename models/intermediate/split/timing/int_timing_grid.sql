{%- set step = timing_step() -%}

with

targets as (

    select * from {{ ref('int_timing_targets') }}

),

shop as (

    select * from {{ ref('int_shop') }}

),

digits as (

    {% for digit in range(10) -%}
    select {{ digit }} as digit
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

weeks as (

    select cast(100 * hundreds.digit + 10 * tens.digit + units.digit as integer) as number
    from digits as hundreds
    cross join digits as tens
    cross join digits as units

),

test_target as (

    select
        targets.as_of,
        targets.longest_horizon,
        shop.first_sold_on,
        shop.last_sold_on
    from targets
    cross join shop
    where targets.target = 'timing_test'

),

closing_days as (

    select
        first_sold_on,
        last_sold_on,
        {{ closing_day(
            'as_of', step, var('min_history_days') ~ ' + ' ~ days_to_learn('longest_horizon'), 'timing_test_as_of'
        ) }} as grid_day
    from test_target

),

days_of_shop as (

    select
        grid_day,
        {{ days_between('first_sold_on', 'grid_day') }} as days_before,
        {{ days_between('grid_day', 'last_sold_on') }} + 1 as days_after
    from closing_days

),

-- Whole weeks before and after a fixed day, so that all targets learn from the same cutoffs, on the next day too.
timing_grid as (

    select {{ shift_days('days_of_shop.grid_day', -step ~ ' * weeks.number') }} as as_of
    from weeks
    cross join days_of_shop
    where {{ step }} * weeks.number <= days_of_shop.days_before - {{ var('min_history_days') }}
    union
    select {{ shift_days('days_of_shop.grid_day', step ~ ' * weeks.number') }} as as_of
    from weeks
    cross join days_of_shop
    where {{ step }} * weeks.number <= days_of_shop.days_after - {{ horizons()[0] }}

)

select * from timing_grid
