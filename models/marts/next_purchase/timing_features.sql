{{ config(materialized='cutoff_table', meta={'reuse': 'timing', 'independent': 'customers'}) }}

with

audience as (

    select * from {{ ref('int_timing_audience') }}
    where {{ pending() }} and {{ in_part() }}

),

order_history as (

    select * from {{ ref('int_order_history') }}
    where {{ pending() }} and {{ in_part() }}

),

profiles as (

    select * from {{ ref('int_timing_profiles') }}
    where {{ pending() }} and {{ in_part() }}

),

shop_activity as (

    select * from {{ ref('int_timing_shop_activity') }}

),

-- A day on which a customer ordered something, however often.
visits as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        days_ago,
        max(sold_at) as last_sold_at,
        cast(sum(articles) as bigint) as articles,
        cast(sum(units) as bigint) as units,
        {{ bounded_sum('spend_micros') }} as spend_micros,
        max(case when channel = 'online' then 1 when channel is not null then 0 end) as is_online
    from order_history
    group by as_of, split, cohort, customer_key, days_ago

),

visits_with_gaps as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        days_ago,
        last_sold_at,
        articles,
        units,
        spend_micros,
        is_online,
        cast(lag(days_ago) over visits_of_a_customer - days_ago as bigint) as gap
    from visits
    window visits_of_a_customer as (partition by as_of, split, cohort, customer_key order by days_ago desc)

),

activity as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        max(last_sold_at) as last_event_at,
        max(days_ago) as days_since_first,
        min(days_ago) as days_since_last,
        count(*) as visits,
        {% for days in [7, 14, 28, 91, 182, 364] -%}
        count(*) filter (where days_ago <= {{ days }}) as visits_{{ days }}d,
        {% endfor -%}
        count(gap) as gaps,
        cast(sum(gap) as bigint) as gap_total,
        cast(sum(gap * gap) as bigint) as gap_total_squared,
        max(gap) as longest_gap,
        max_by(gap, -days_ago) as last_gap,
        cast(sum(articles) as bigint) as articles,
        cast(sum(units) as bigint) as units,
        {{ bounded_sum('spend_micros') }} as spend_micros,
        max_by(spend_micros, -days_ago) as last_spend_micros,
        max_by(spend_micros, days_ago) as first_spend_micros,
        cast(sum(is_online) as bigint) as online_visits,
        count(is_online) as channel_visits
    from visits_with_gaps
    group by as_of, split, cohort, customer_key

),

features as (

    select
        audience.target,
        audience.as_of,
        audience.split,
        audience.cohort,
        audience.customer_key,
        activity.last_event_at,
        activity.days_since_first,
        activity.days_since_last,
        coalesce(activity.visits, 0) as visits,
        {% for days in [7, 14, 28, 91, 182, 364] -%}
        coalesce(activity.visits_{{ days }}d, 0) as visits_{{ days }}d,
        {% endfor -%}
        activity.gap_total * 1e0 / nullif(activity.gaps, 0) as gap_mean,
        {{ standard_deviation('activity.gaps', 'activity.gap_total', 'activity.gap_total_squared') }} as gap_deviation,
        activity.longest_gap,
        activity.last_gap,
        activity.days_since_last * 1e0 * activity.gaps / nullif(activity.gap_total, 0) as gaps_since_last,
        activity.articles * 1e0 / activity.visits as articles_per_visit,
        activity.units * 1e0 / activity.visits as units_per_visit,
        activity.spend_micros / 1e6 / activity.visits as spend_per_visit,
        activity.spend_micros / 1e6 / nullif(activity.units, 0) as unit_price,
        activity.last_spend_micros * 1e0 * activity.visits / nullif(activity.spend_micros, 0) as last_spend_ratio,
        activity.first_spend_micros / 1e6 as first_spend,
        activity.online_visits * 1e0 / nullif(activity.channel_visits, 0) as online_share,
        profiles.age,
        case profiles.gender when 'female' then 1 when 'male' then 0 end as is_female,
        case
            when profiles.club_status = 'active' then 1
            when profiles.club_status is not null then 0
        end as is_club_member,
        case
            when profiles.newsletter = 'none' then 0
            when profiles.newsletter is not null then 1
        end as has_newsletter,
        shop_activity.shop_trend
    from audience
    left join activity
        on
            audience.as_of = activity.as_of
            and audience.split = activity.split
            and audience.cohort = activity.cohort
            and audience.customer_key = activity.customer_key
    left join profiles
        on
            audience.as_of = profiles.as_of
            and audience.split = profiles.split
            and audience.cohort = profiles.cohort
            and audience.customer_key = profiles.customer_key
    left join shop_activity on audience.as_of = shop_activity.as_of

)

select * from features
