{#- A year of whole weeks, so that weekdays meet their like. -#}
{%- set year = 364 -%}
{#- Gifts are bought before the day. -#}
{%- set days_of_shopping = 7 -%}

with

windows as (

    select * from {{ ref('int_timing_windows') }}

),

targets as (

    select * from {{ ref('int_timing_targets') }}

),

shop as (

    select * from {{ ref('int_shop') }}

),

order_days as (

    select * from {{ ref('int_order_days') }}

),

holidays as (

    select * from {{ ref('holidays') }}

),

stretches as (

    select distinct
        as_of,
        days_from,
        days_until
    from windows
    {% for horizon in horizons() -%}
    union
    select
        as_of,
        {{ 0 if loop.first else loop.previtem }} as days_from,
        {{ horizon }} as days_until
    from targets
    where longest_horizon >= {{ horizon }}
    {% endfor %}
),

-- Of a shop younger than a year nobody knows what a season or a holiday does there.
stretches_with_a_year as (

    select
        stretches.as_of,
        stretches.days_from,
        stretches.days_until,
        {{ days_between('shop.first_sold_on', 'stretches.as_of') }} >= {{ year }} as has_a_year
    from stretches
    cross join shop

),

last_year as (

    select
        stretches_with_a_year.as_of,
        stretches_with_a_year.days_until,
        max(order_days.sold_at) as last_event_at,
        cast(sum(case
            when
                {{ days_between('order_days.sold_on', 'stretches_with_a_year.as_of') }}
                between {{ year }} - stretches_with_a_year.days_until + 1
                and {{ year }} - stretches_with_a_year.days_from
                then order_days.orders
            else 0
        end) as bigint) as orders_then,
        cast(sum(order_days.orders) as bigint) as orders_of_the_year
    from stretches_with_a_year
    inner join order_days
        on {{ days_between('order_days.sold_on', 'stretches_with_a_year.as_of') }} between 1 and {{ year }}
    where stretches_with_a_year.has_a_year
    group by stretches_with_a_year.as_of, stretches_with_a_year.days_until

),

holidays_ahead as (

    select
        stretches_with_a_year.as_of,
        stretches_with_a_year.days_until,
        count(holidays.holiday_on) as holidays
    from stretches_with_a_year
    left join holidays
        on
            {{ days_between('stretches_with_a_year.as_of', 'holidays.holiday_on') }}
            between stretches_with_a_year.days_from
            and stretches_with_a_year.days_until + {{ days_of_shopping - 1 }}
    where stretches_with_a_year.has_a_year
    group by stretches_with_a_year.as_of, stretches_with_a_year.days_until

),

seasons as (

    select
        stretches_with_a_year.as_of,
        stretches_with_a_year.days_from,
        stretches_with_a_year.days_until,
        last_year.last_event_at,
        last_year.orders_then * {{ year }}e0
        / nullif(
            last_year.orders_of_the_year * (stretches_with_a_year.days_until - stretches_with_a_year.days_from), 0
        ) as season_index,
        holidays_ahead.holidays
    from stretches_with_a_year
    left join last_year
        on
            stretches_with_a_year.as_of = last_year.as_of
            and stretches_with_a_year.days_until = last_year.days_until
    left join holidays_ahead
        on
            stretches_with_a_year.as_of = holidays_ahead.as_of
            and stretches_with_a_year.days_until = holidays_ahead.days_until

)

select * from seasons
