{#-
    The cutoffs whose label windows have closed, with their roles: test, whose window ends on the last day on which a known
    customer bought, or as the variable says; and, a window apart before it, as many as there are to validate and to train, of
    the windows in which a known customer ordered: a shop that was closed or knew nobody for a while teaches nothing then.
    `shop` has first_sold_on and last_bought_on, `days` a sold_on of each day with an order.
-#}
{%- macro closed_cutoffs(shop, days) -%}
{%- set label_days = var('label_days') -%}
with

test_cutoff as (

    select
        first_sold_on,
        {% if var('ranking_test_as_of') -%}
            {{ test_cutoff('ranking_test_as_of') }}
        {%- else -%}
        {{ add_days('last_bought_on', 1 - label_days) }}
        {%- endif %} as test_as_of
    from {{ shop }}

),

-- The test cutoff moves with every day of sales, and what is learned from before it only once in a window.
with_closing_day as (

    select
        first_sold_on,
        test_as_of,
        {{ closing_day(
            'test_as_of', label_days, var('min_history_days') + 2 * label_days, 'ranking_test_as_of'
        ) }} as closed_on
    from test_cutoff

),

windows_with_orders as (

    select distinct
        with_closing_day.first_sold_on,
        with_closing_day.closed_on,
        {{ integer_divide(
            days_between('days.sold_on', 'with_closing_day.closed_on') ~ ' + ' ~ (label_days - 1), label_days
        ) }} as windows_back
    from with_closing_day
    inner join {{ days }} as days on {{ before_cutoff('days.sold_on', 'with_closing_day.closed_on') }}

),

ordered_windows as (

    select
        first_sold_on,
        {{ shift_days('closed_on', '-' ~ label_days ~ ' * windows_back') }} as as_of,
        row_number() over (order by windows_back) as place
    from windows_with_orders
    where windows_back > 0

),

closed_cutoffs as (

    select
        first_sold_on,
        as_of,
        case when place = 1 then 'validation' else 'train' end as split
    from ordered_windows
    where place <= {{ var('train_cutoffs') + 1 }}
    union all
    select
        first_sold_on,
        test_as_of as as_of,
        'test' as split
    from test_cutoff

),

-- A train cutoff without enough history before it would teach the ranker about a shop that has only just opened.
with_history as (

    select
        as_of,
        split
    from closed_cutoffs
    where {{ days_between('first_sold_on', 'as_of') }} >= {{ var('min_history_days') }}

)

select * from with_history
{%- endmacro -%}
