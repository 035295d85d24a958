{%- do check_variables() %}

-- depends_on: {{ ref('int_shop_problems') }}
with

ranking_cutoffs as (

    select * from {{ ref('int_cutoffs') }}

),

shop as (

    select * from {{ ref('int_shop') }}

),

horizons as (

    {% for horizon in horizons() -%}
    select
        {{ horizon }} as days,
        {{ days_to_learn(horizon) }} as days_to_learn,
        {{ add_days('last_bought_on', 1 - horizon) }} as last_test_as_of,
        first_sold_on,
        last_sold_on
    from shop
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

with_test as (

    select
        days,
        days_to_learn,
        first_sold_on,
        last_sold_on,
        last_test_as_of,
        {% if var('timing_test_as_of') -%}
        {{ test_cutoff('timing_test_as_of') }}
        {%- else -%}
        last_test_as_of
        {%- endif %} as test_as_of
    from horizons

),

-- A window to learn from and one to calibrate on lie before the test cutoff, and the one to test on after it.
supported as (

    select
        days,
        test_as_of,
        {{ add_days('last_sold_on', 1) }} as serve_as_of
    from with_test
    where
        {{ days_between('first_sold_on', 'test_as_of') }} >= {{ var('min_history_days') }} + days_to_learn
        and test_as_of <= last_test_as_of

),

longest as (

    select
        max(days) as longest_horizon,
        max_by(test_as_of, days) as test_as_of,
        max(serve_as_of) as serve_as_of
    from supported
    having max(days) is not null

),

-- Lists at ranking's test cutoff need the probability of any order, as it was known then.
ranking_test as (

    select
        ranking_cutoffs.as_of,
        max(horizons.days) as longest_horizon
    from ranking_cutoffs
    cross join horizons
    where
        ranking_cutoffs.split = 'test'
        and (
            horizons.days = {{ horizons()[0] }}
            or {{ days_between('horizons.first_sold_on', 'ranking_cutoffs.as_of') }}
            >= {{ var('min_history_days') }} + horizons.days_to_learn + 6
        )
    group by ranking_cutoffs.as_of

),

targets as (

    select
        'timing_test' as target,
        test_as_of as as_of,
        'test' as split,
        longest_horizon
    from longest
    union all
    select
        'serve' as target,
        serve_as_of as as_of,
        'serve' as split,
        longest_horizon
    from longest
    union all
    select
        'ranking_test' as target,
        ranking_test.as_of,
        'test' as split,
        least(ranking_test.longest_horizon, longest.longest_horizon) as longest_horizon
    from ranking_test
    cross join longest

)

select * from targets
