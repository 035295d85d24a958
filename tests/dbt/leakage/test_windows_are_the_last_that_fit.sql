{{ config(group='split') }}
{%- set ranking_days, horizon_days = var('label_days'), horizons() -%}

-- Which weeks are tested, validated and learned from follows from the days on which known customers bought alone, so
-- that none is chosen for its looks; a variable may set a test cutoff, and the summary says that it did.
with

sales as (

    select
        min(sold_on) as first_sold_on,
        max(sold_on) as last_sold_on,
        max(sold_on) filter (where customer_key is not null and cancelled_on is null) as last_bought_on
    from {{ ref('int_transactions') }}

),

order_days as (

    select distinct sold_on
    from {{ ref('int_transactions') }}
    where customer_key is not null

),

cutoffs as (

    select
        as_of,
        split,
        label_until,
        lead(as_of) over (order by as_of) as next_as_of,
        lead(split) over (order by as_of) as next_split
    from {{ ref('int_cutoffs') }}

),

targets as (

    select * from {{ ref('int_timing_targets') }}

),

grid as (

    select max(as_of) as last_as_of from {{ ref('int_timing_grid') }}

),

wanted as (

    select
        'ranking, serve' as cutoff,
        {{ add_days('last_sold_on', 1) }} as as_of
    from sales
    union all
    select
        'ranking, test' as cutoff,
        {% if var('ranking_test_as_of') -%}
        {{ test_cutoff('ranking_test_as_of') }}
        {%- else -%}
        {{ add_days('last_bought_on', 1 - ranking_days) }}
        {%- endif %} as as_of
    from sales
    union all
    select
        'timing, ' || targets.target as cutoff,
        case targets.target
            when 'serve' then {{ add_days('sales.last_sold_on', 1) }}
            when 'ranking_test' then ranking_test.as_of
            {% if var('timing_test_as_of') -%}
            else {{ test_cutoff('timing_test_as_of') }}
            {%- else -%}
            else {{ shift_days('sales.last_bought_on', '(1 - targets.longest_horizon)') }}
            {%- endif %}
        end as as_of
    from targets
    cross join sales
    left join {{ ref('int_cutoffs') }} as ranking_test on ranking_test.split = 'test'

),

given as (

    select
        'ranking, ' || split as cutoff,
        as_of
    from cutoffs
    where split in ('test', 'serve')
    union all
    select
        'timing, ' || target as cutoff,
        as_of
    from targets

),

other_days as (

    select
        coalesce(wanted.cutoff, given.cutoff) || ' is at ' || coalesce(cast(given.as_of as string), 'no day')
        || ' instead of ' || coalesce(cast(wanted.as_of as string), 'no day') as problem
    from wanted
    full outer join given on wanted.cutoff = given.cutoff
    where wanted.as_of is distinct from given.as_of

),

-- Windows follow one another, and only those are passed over in which no known customer ordered; from the last to the
-- test it may be less than a window more.
windows as (

    select
        as_of,
        split,
        label_until,
        next_as_of,
        next_split,
        {{ days_between('label_until', 'next_as_of') }} as days_between,
        {{ integer_divide(days_between('label_until', 'next_as_of'), ranking_days) }} as windows_between
    from cutoffs
    where split in ('train', 'validation')

),

gaps as (

    select
        'ranking, ' || windows.split || ' at ' || cast(windows.as_of as string) || ' ends at '
        || cast(windows.label_until as string) || ', and ' || windows.next_split || ' begins at '
        || cast(windows.next_as_of as string) as problem
    from windows
    left join order_days
        on
            order_days.sold_on >= windows.label_until
            and order_days.sold_on
            < {{ shift_days('windows.label_until', ranking_days ~ ' * windows.windows_between') }}
    where
        order_days.sold_on is not null
        or windows.days_between < 0
        or (windows.split = 'train' and windows.days_between <> {{ ranking_days }} * windows.windows_between)

),

learned as (

    select
        count(*) as cutoffs,
        min(cutoffs.as_of) as first_as_of,
        {{ integer_divide(
            days_between('min(sales.first_sold_on)', 'min(cutoffs.as_of)') ~ ' - ' ~ var('min_history_days'),
            ranking_days
        ) }} as earlier_windows
    from cutoffs
    cross join sales
    where cutoffs.split in ('train', 'validation')

),

-- There are as many to learn from as are asked for, unless the history before the next would be too short.
missing_cutoffs as (

    select
        'ranking, ' || cast(cutoffs as string) || ' cutoffs to learn from, though there is history for more'
            as problem
    from learned
    where
        cutoffs <> {{ var('train_cutoffs') + 1 }}
        and earlier_windows > 0
        and exists (
            select 1 from order_days
            where
                order_days.sold_on < learned.first_as_of
                and order_days.sold_on
                >= {{ shift_days('learned.first_as_of', '-' ~ ranking_days ~ ' * learned.earlier_windows') }}
        )

),

-- The longest horizon that leaves enough history before its test.
longer_horizons as (

    {% for horizon in horizon_days -%}
    select
        'timing, horizons up to ' || cast(targets.longest_horizon as string) || ' days, though {{ horizon }} fit'
            as problem
    from targets
    cross join sales
    where
        targets.target = 'timing_test'
        and targets.longest_horizon < {{ horizon }}
        {% if var('timing_test_as_of') -%}
        and {{ days_between(test_cutoff('timing_test_as_of'), 'sales.last_bought_on') }} + 1 >= {{ horizon }}
        and {{ days_between('sales.first_sold_on', test_cutoff('timing_test_as_of')) }}
        {%- else -%}
        and {{ days_between('sales.first_sold_on', 'sales.last_bought_on') }} + 1 - {{ horizon }}
        {%- endif %}
        >= {{ var('min_history_days') + 14 * ((horizon + 6) // 7) }}
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

-- The last cutoff that timing learns from has closed for the shortest horizon, and no later one has.
stale_grid as (

    select
        'timing learns from no cutoff after ' || cast(grid.last_as_of as string) || ', and sales go on until '
        || cast(sales.last_sold_on as string) as problem
    from grid
    cross join sales
    where
        {{ days_between('grid.last_as_of', 'sales.last_sold_on') }} + 1
        not between {{ horizon_days[0] }} and {{ horizon_days[0] + timing_step() - 1 }}

)

select problem from other_days
union all
select problem from gaps
union all
select problem from missing_cutoffs
union all
select problem from longer_horizons
union all
select problem from stale_grid
