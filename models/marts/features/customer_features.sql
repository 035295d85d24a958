{{ config(materialized='cutoff_table', meta={'reuse': 'ranking', 'independent': 'customers'}) }}

with

customer_history as (

    select * from {{ ref('int_customer_history') }}
    where {{ pending() }} and {{ in_part() }}

),

customer_article_history as (

    select * from {{ ref('int_customer_article_history') }}
    where {{ pending() }} and {{ in_part() }}

),

customer_profiles as (

    select * from {{ ref('int_customer_profiles') }}
    where {{ pending() }} and {{ in_part() }}

),

customer_taste as (

    select * from {{ ref('int_customer_taste') }}
    where {{ pending() }} and {{ in_part() }}

),

shop as (

    select * from {{ ref('int_shop') }}

),

-- A day on which a customer bought something, whatever it was.
purchase_days as (

    select
        as_of,
        customer_key,
        days_ago,
        max(sold_at) as last_sold_at,
        count(*) as lines,
        cast(sum(units) as bigint) as units,
        {{ bounded_sum('spend_micros') }} as spend_micros,
        {{ weekday('min(sold_on)') }} as weekday,
        count(*) filter (where channel = 'online') as online_lines,
        count(*) filter (where channel is not null) as channel_lines
    from customer_history
    group by as_of, customer_key, days_ago

),

days_with_gaps as (

    select
        as_of,
        customer_key,
        days_ago,
        last_sold_at,
        lines,
        units,
        spend_micros,
        weekday,
        online_lines,
        channel_lines,
        cast(
            lag(days_ago) over (partition by as_of, customer_key order by days_ago desc) - days_ago as bigint
        ) as gap
    from purchase_days

),

activity as (

    select
        as_of,
        customer_key,
        max(last_sold_at) as last_event_at,
        max(days_ago) as days_since_first,
        min(days_ago) as days_since_last,
        count(*) as purchase_days,
        cast(sum(lines) as bigint) as lines,
        cast(sum(units) as bigint) as units,
        {{ bounded_sum('spend_micros') }} as spend_micros,
        count(*) filter (where days_ago <= 7) as purchase_days_7d,
        count(*) filter (where days_ago <= 28) as purchase_days_28d,
        count(*) filter (where days_ago <= 91) as purchase_days_91d,
        cast(sum(case when days_ago <= 7 then lines else 0 end) as bigint) as lines_7d,
        cast(sum(case when days_ago <= 28 then lines else 0 end) as bigint) as lines_28d,
        cast(sum(case when days_ago <= 91 then lines else 0 end) as bigint) as lines_91d,
        count(gap) as gaps,
        cast(sum(gap) as bigint) as gap_total,
        cast(sum(gap * gap) as bigint) as gap_total_squared,
        count(*) filter (where weekday >= 6) as weekend_days,
        cast(sum(online_lines) as bigint) as online_lines,
        cast(sum(channel_lines) as bigint) as channel_lines,
        max_by(lines, -days_ago) as last_basket_lines
    from days_with_gaps
    group by as_of, customer_key

),

unit_prices as (

    select
        as_of,
        customer_key,
        {{ integer_divide('spend_micros', 'cast(units as bigint) * 1000') }} as unit_price_thousandths
    from customer_article_history
    where units > 0

),

prices as (

    select
        as_of,
        customer_key,
        count(*) as prices,
        {{ bounded_sum('unit_price_thousandths') }} as price_total,
        sum(cast(unit_price_thousandths as decimal(19, 0)) * cast(unit_price_thousandths as decimal(19, 0)))
            as price_total_squared
    from unit_prices
    group by as_of, customer_key

),

breadth as (

    select
        as_of,
        customer_key,
        max(last_event_at) as last_event_at,
        count(*) as articles,
        cast(sum(times_bought - 1) as bigint) as repeats
    from customer_article_history
    group by as_of, customer_key

),

taste_shares as (

    select
        as_of,
        customer_key,
        max(last_event_at) as last_event_at,
        count(*) filter (where attribute = 'category') as categories,
        count(*) filter (where attribute = 'department') as departments,
        max(share) filter (where attribute = 'category') as top_category_share,
        max(share) filter (where attribute = 'department') as top_department_share
    from customer_taste
    where attribute in ('category', 'department')
    group by as_of, customer_key

),

-- A source without a time of day has no hours to speak of: the shares stay null.
hours as (

    select
        customer_history.as_of,
        customer_history.customer_key,
        max(customer_history.sold_at) as last_event_at,
        count(*) as lines,
        count(*) filter (where hour(customer_history.sold_at) < 6) as night_lines,
        count(*) filter (where hour(customer_history.sold_at) between 6 and 11) as morning_lines,
        count(*) filter (where hour(customer_history.sold_at) between 12 and 17) as afternoon_lines
    from customer_history
    cross join shop
    where shop.has_time_of_day and {{ has_time_of_day('customer_history.sold_at') }}
    group by customer_history.as_of, customer_history.customer_key

),

features as (

    select
        customer_profiles.as_of,
        customer_profiles.split,
        customer_profiles.cohort,
        customer_profiles.customer_key,
        greatest(
            activity.last_event_at, breadth.last_event_at, taste_shares.last_event_at, hours.last_event_at
        ) as last_event_at,

        -- recency and frequency, days and purchases
        activity.days_since_first as customer_days_since_first,
        activity.days_since_last as customer_days_since_last,
        cast(coalesce(activity.purchase_days, 0) as integer) as customer_purchase_days,
        cast(coalesce(activity.purchase_days_7d, 0) as integer) as customer_purchase_days_7d,
        cast(coalesce(activity.purchase_days_28d, 0) as integer) as customer_purchase_days_28d,
        cast(coalesce(activity.purchase_days_91d, 0) as integer) as customer_purchase_days_91d,
        cast(coalesce(activity.lines, 0) as integer) as customer_lines,
        cast(coalesce(activity.lines_7d, 0) as integer) as customer_lines_7d,
        cast(coalesce(activity.lines_28d, 0) as integer) as customer_lines_28d,
        cast(coalesce(activity.lines_91d, 0) as integer) as customer_lines_91d,
        cast(least(coalesce(activity.units, 0), 2147483647) as integer) as customer_units,

        -- money, in millionths
        coalesce(activity.spend_micros, 0) as customer_spend_micros,
        prices.price_total * 1e3 / prices.prices as customer_price_mean_micros,
        {{ standard_deviation('prices.prices', 'prices.price_total', 'prices.price_total_squared') }} * 1e3
            as customer_price_sd_micros,

        -- rhythm, in days
        activity.gap_total * 1e0 / nullif(activity.gaps, 0) as customer_gap_mean,
        {{ standard_deviation('activity.gaps', 'activity.gap_total', 'activity.gap_total_squared') }}
            as customer_gap_sd,
        activity.days_since_last * 1e0 * activity.gaps / nullif(activity.gap_total, 0) as customer_cycle_position,

        -- baskets and breadth
        activity.lines * 1e0 / nullif(activity.purchase_days, 0) as customer_basket_mean,
        cast(activity.last_basket_lines as integer) as customer_last_basket,
        cast(coalesce(breadth.articles, 0) as integer) as customer_articles,
        breadth.repeats * 1e0 / nullif(breadth.repeats + breadth.articles, 0) as customer_repeat_share,
        cast(taste_shares.categories as integer) as customer_categories,
        taste_shares.top_category_share as customer_top_category_share,
        cast(taste_shares.departments as integer) as customer_departments,
        taste_shares.top_department_share as customer_top_department_share,

        -- habits
        activity.weekend_days * 1e0 / nullif(activity.purchase_days, 0) as customer_weekend_share,
        activity.online_lines * 1e0 / nullif(activity.channel_lines, 0) as customer_online_share,
        hours.night_lines * 1e0 / hours.lines as customer_night_share,
        hours.morning_lines * 1e0 / hours.lines as customer_morning_share,
        hours.afternoon_lines * 1e0 / hours.lines as customer_afternoon_share,

        -- what the shop knows of the customer
        customer_profiles.age as customer_age,
        case customer_profiles.gender when 'female' then 1 when 'male' then 0 end as customer_is_female,
        case
            when customer_profiles.club_status is not null
                then cast(customer_profiles.club_status = 'active' as integer)
        end as customer_is_club_member,
        case
            when customer_profiles.newsletter is not null
                then cast(customer_profiles.newsletter <> 'none' as integer)
        end as customer_gets_newsletter
    from customer_profiles
    left join activity
        on
            customer_profiles.as_of = activity.as_of
            and customer_profiles.customer_key = activity.customer_key
    left join prices
        on
            customer_profiles.as_of = prices.as_of
            and customer_profiles.customer_key = prices.customer_key
    left join breadth
        on
            customer_profiles.as_of = breadth.as_of
            and customer_profiles.customer_key = breadth.customer_key
    left join taste_shares
        on
            customer_profiles.as_of = taste_shares.as_of
            and customer_profiles.customer_key = taste_shares.customer_key
    left join hours
        on
            customer_profiles.as_of = hours.as_of
            and customer_profiles.customer_key = hours.customer_key

)

select * from features
