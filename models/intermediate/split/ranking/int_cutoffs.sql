{%- do check_variables() %}
{%- set label_days = var('label_days') -%}

-- depends_on: {{ ref('int_shop_problems') }}
with

shop as (

    select * from {{ ref('int_shop') }}

),

test_cutoff as (

    select
        first_sold_on,
        last_sold_on,
        {% if var('ranking_test_as_of') -%}
            {{ test_cutoff('ranking_test_as_of') }}
        {%- else -%}
        {{ add_days('last_sold_on', 1 - label_days) }}
        {%- endif %} as test_as_of
    from shop

),

-- The test cutoff moves with every day of sales, and what is learned from before it only once in a window.
with_closing_day as (

    select
        first_sold_on,
        last_sold_on,
        test_as_of,
        {{ closing_day(
            'test_as_of', label_days, var('min_history_days') + 2 * label_days, 'ranking_test_as_of'
        ) }} as closed_on
    from test_cutoff

),

steps as (

    {% for train_cutoff in range(var('train_cutoffs')) -%}
    select
        'train' as split,
        {{ (train_cutoff + 2) }} as label_windows_back
    union all
    {% endfor -%}
    select
        'validation' as split,
        1 as label_windows_back
    union all
    select
        'test' as split,
        0 as label_windows_back

),

closed_cutoffs as (

    select
        with_closing_day.first_sold_on,
        steps.split,
        case steps.split
            when 'test' then with_closing_day.test_as_of
            else {{ shift_days('with_closing_day.closed_on', '-' ~ label_days ~ ' * steps.label_windows_back') }}
        end as as_of
    from with_closing_day
    cross join steps

),

-- A train cutoff without enough history before it would teach the ranker about a shop that has only just opened.
cutoffs_with_history as (

    select
        as_of,
        split
    from closed_cutoffs
    where {{ days_between('first_sold_on', 'as_of') }} >= {{ var('min_history_days') }}

),

serve_cutoff as (

    select
        {{ add_days('last_sold_on', 1) }} as as_of,
        'serve' as split
    from test_cutoff

),

all_cutoffs as (

    select * from cutoffs_with_history
    union all
    select * from serve_cutoff

),

cutoffs as (

    select
        as_of,
        split,
        as_of as label_from,
        {{ add_days('as_of', label_days) }} as label_until
    from all_cutoffs

)

select * from cutoffs
