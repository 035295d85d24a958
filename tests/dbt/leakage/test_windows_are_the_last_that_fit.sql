{{ config(group='split') }}
{%- set ranking_days, horizon_days = var('label_days'), horizons() -%}

-- Which weeks are tested, validated and learned from follows from the last day of sales alone, so that none is chosen
-- for its looks; a variable may set a test cutoff, and the summary says that it did.
with

sales as (

    select
        min(sold_on) as first_sold_on,
        max(sold_on) as last_sold_on
    from {{ ref('int_transactions') }}

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
        {{ add_days('last_sold_on', 1 - ranking_days) }}
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
            else {{ shift_days('sales.last_sold_on', '(1 - targets.longest_horizon)') }}
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

-- Windows to learn from follow one another without a gap, and the last has closed less than a window before the test.
gaps as (

    select
        'ranking, ' || split || ' at ' || cast(as_of as string) || ' ends at ' || cast(label_until as string)
        || ', and ' || next_split || ' begins at ' || cast(next_as_of as string) as problem
    from cutoffs
    where
        (split = 'train' and label_until <> next_as_of)
        or (
            split = 'validation'
            and {{ days_between('label_until', 'next_as_of') }} not between 0 and {{ ranking_days - 1 }}
        )

),

-- There are as many to learn from as are asked for, unless the history before the next would be too short.
missing_cutoffs as (

    select
        'ranking, ' || cast(count(*) as string) || ' cutoffs to learn from, though there is history for more'
            as problem
    from cutoffs
    cross join sales
    where cutoffs.split in ('train', 'validation')
    having
        count(*) <> {{ var('train_cutoffs') + 1 }}
        and {{ days_between('min(sales.first_sold_on)', 'min(cutoffs.as_of)') }}
        >= {{ var('min_history_days') + ranking_days }}

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
        and {{ days_between(test_cutoff('timing_test_as_of'), 'sales.last_sold_on') }} + 1 >= {{ horizon }}
        and {{ days_between('sales.first_sold_on', test_cutoff('timing_test_as_of')) }}
        {%- else -%}
        and {{ days_between('sales.first_sold_on', 'sales.last_sold_on') }} + 1 - {{ horizon }}
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
