{{ config(materialized='cutoff_table', meta={'reuse': 'ranking'}) }}

{%- set windows = [1, 7, 28, 91] -%}
{#- Longer than any window: the gap before a first purchase. -#}
{%- set no_gap = 92 -%}
{#- As if so many visits more had gone as they go in the whole shop: a share of three visits says little. -#}
{%- set prior_visits = 10 -%}

with

article_history as (

    select * from {{ ref('int_article_history') }}
    where {{ pending() }}

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

history_days as (

    select * from {{ ref('int_history_days') }}
    where {{ pending() }}

),

rebuy_days as (

    select * from {{ ref('int_rebuy_days') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

transactions as (

    select * from {{ ref('int_transactions') }}

),

shop as (

    select * from {{ ref('int_shop') }}

),

sales as (

    select
        as_of,
        split,
        article_key,
        max(sold_at) as last_event_at,
        max(days_ago) as days_on_sale,
        min(days_ago) as days_since_last,
        {% for days in windows -%}
        cast(sum(case when days_ago <= {{ days }} then units else 0 end) as bigint) as units_{{ days }}d,
        cast(sum(case when days_ago <= {{ days }} then orders else 0 end) as bigint) as orders_{{ days }}d,
        {% endfor -%}
        cast(sum(orders) as bigint) as orders,
        cast(sum(units) as bigint) as units,
        {{ bounded_sum('case when days_ago <= 91 then spend_micros else 0 end') }} as spend_micros_91d,
        {{ bounded_sum('spend_micros') }} as spend_micros,
        cast(sum(orders * {{ decayed_weight('days_ago', 14) }}) as bigint) as weight
    from article_history
    group by as_of, split, article_key

),

-- With the gap to the purchase before it, distinct buyers of any window add up over days: a buyer counts on the first
-- purchase within the window, the one whose gap reaches back beyond it.
purchase_gaps as (

    select
        purchases.article_key,
        purchases.sold_on,
        customers.age,
        {{ days_between(
            'lag(purchases.sold_on) over (
                partition by purchases.customer_key, purchases.article_key order by purchases.sold_on
            )',
            'purchases.sold_on'
        ) }} as gap,
        row_number() over (
            partition by purchases.customer_key, purchases.article_key order by purchases.sold_on
        ) as purchase_number
    from purchases
    inner join customers on purchases.customer_key = customers.customer_key

),

buyer_days as (

    select
        article_key,
        sold_on,
        least(coalesce(gap, {{ no_gap }}), {{ no_gap }}) as gap,
        count(*) as purchases,
        count(*) filter (where purchase_number = 1) as first_purchases,
        count(*) filter (where purchase_number = 2) as second_purchases,
        count(gap) as gaps,
        cast(sum(gap) as bigint) as gap_total,
        count(age) filter (where purchase_number = 1) as buyers_with_age,
        cast(sum(age) filter (where purchase_number = 1) as bigint) as age_total
    from purchase_gaps
    group by article_key, sold_on, least(coalesce(gap, {{ no_gap }}), {{ no_gap }})

),

buyers as (

    select
        history_days.as_of,
        buyer_days.article_key,
        max(buyer_days.sold_on) as last_sold_on,
        {% for days in windows -%}
        cast(sum(
            case
                when history_days.days_ago <= {{ days }} and history_days.days_ago + buyer_days.gap > {{ days }}
                    then buyer_days.purchases
                else 0
            end
        ) as bigint) as buyers_{{ days }}d,
        {% endfor -%}
        {% for days in rebuy_windows() -%}
        cast(sum(
            case when history_days.days_ago <= {{ days }} then buyer_days.first_purchases else 0 end
        ) as bigint) as first_buyers_{{ days }}d,
        {% endfor -%}
        cast(sum(buyer_days.first_purchases) as bigint) as buyers,
        cast(sum(buyer_days.second_purchases) as bigint) as returning_buyers,
        cast(sum(buyer_days.gaps) as bigint) as gaps,
        cast(sum(buyer_days.gap_total) as bigint) as gap_total,
        cast(sum(buyer_days.buyers_with_age) as bigint) as buyers_with_age,
        cast(sum(buyer_days.age_total) as bigint) as age_total
    from buyer_days
    inner join history_days on buyer_days.sold_on = history_days.sold_on
    group by history_days.as_of, buyer_days.article_key

),

rebuys as (

    select
        history_days.as_of,
        rebuy_days.article_key,
        {% for days in rebuy_windows() -%}
        cast(sum(
            case when history_days.days_ago <= {{ days }} then rebuy_days.chances else 0 end
        ) as bigint) as chances_{{ days }}d,
        cast(sum(
            case when history_days.days_ago <= {{ days }} then rebuy_days.rebuys else 0 end
        ) as bigint) as rebuys_{{ days }}d,
        {% endfor -%}
        max(rebuy_days.known_on) as last_sold_on
    from rebuy_days
    inner join history_days on rebuy_days.known_on = history_days.sold_on
    where history_days.days_ago <= {{ rebuy_windows() | max }}
    group by history_days.as_of, rebuy_days.article_key

),

shop_rebuys as (

    select
        as_of,
        {% for days in rebuy_windows() -%}
        cast(sum(rebuys_{{ days }}d) as bigint) * 1e0 / nullif(cast(sum(chances_{{ days }}d) as bigint), 0)
            as share_{{ days }}d,
        {% endfor -%}
        max(last_sold_on) as last_sold_on
    from rebuys
    group by as_of

),

-- In units, which stay the same when a later cancellation takes a line apart.
article_hours as (

    select
        transactions.article_key,
        transactions.sold_on,
        hour(transactions.sold_at) as hour,
        cast(sum(transactions.quantity) as bigint) as units
    from transactions
    cross join shop
    where shop.has_time_of_day and {{ has_time_of_day('transactions.sold_at') }}
    group by transactions.article_key, transactions.sold_on, hour(transactions.sold_at)

),

hour_counts as (

    select
        history_days.as_of,
        article_hours.article_key,
        article_hours.hour,
        max(article_hours.sold_on) as last_sold_on,
        cast(sum(article_hours.units) as bigint) as units
    from article_hours
    inner join history_days on article_hours.sold_on = history_days.sold_on
    group by history_days.as_of, article_hours.article_key, article_hours.hour

),

peak_hours as (

    select
        as_of,
        article_key,
        max(last_sold_on) as last_sold_on,
        max_by(hour, units * 24 - hour) as peak_hour
    from hour_counts
    group by as_of, article_key

),

prices as (

    select
        sales.as_of,
        sales.article_key,
        articles.category,
        coalesce(
            sales.spend_micros_91d * 1e0 / nullif(sales.units_91d, 0),
            sales.spend_micros * 1e0 / nullif(sales.units, 0)
        ) as price_micros
    from sales
    inner join articles on sales.article_key = articles.article_key

),

-- The middle of the articles' prices, which one expensive article does not move.
category_prices as (

    select
        as_of,
        category,
        percentile_cont(0.5) within group (order by price_micros) as price_micros
    from prices
    group by as_of, category

),

features as (

    select
        sales.as_of,
        sales.split,
        sales.article_key,
        greatest(
            sales.last_event_at,
            cast(buyers.last_sold_on as timestamp),
            cast(peak_hours.last_sold_on as timestamp),
            cast(shop_rebuys.last_sold_on as timestamp)
        ) as last_event_at,

        -- sales and buyers
        {% for days in windows -%}
        sales.units_{{ days }}d as article_units_{{ days }}d,
        sales.orders_{{ days }}d as article_orders_{{ days }}d,
        coalesce(buyers.buyers_{{ days }}d, 0) as article_buyers_{{ days }}d,
        {% endfor -%}
        sales.orders as article_orders,
        coalesce(buyers.buyers, 0) as article_buyers,
        cast(rank() over (partition by sales.as_of order by sales.orders_7d desc) as integer) as article_rank_7d,
        cast(rank() over (partition by sales.as_of order by sales.orders_28d desc) as integer) as article_rank_28d,
        sales.weight / 1e6 as article_popularity,

        -- life cycle
        sales.orders_7d * 4e0 / nullif(sales.orders_28d, 0) as article_trend_7d,
        sales.orders_28d * 3.25e0 / nullif(sales.orders_91d, 0) as article_trend_28d,
        sales.days_on_sale as article_days_on_sale,
        sales.days_since_last as article_days_since_last,

        -- buyers
        buyers.returning_buyers * 1e0 / nullif(buyers.buyers, 0) as article_repeat_rate,
        {% for days in rebuy_windows() -%}
        coalesce(buyers.first_buyers_{{ days }}d, 0) as article_first_buyers_{{ days }}d,
        {% endfor -%}
        coalesce(rebuys.chances_28d, 0) as article_rebuy_chances_28d,
        {% for days in rebuy_windows() -%}
        (coalesce(rebuys.rebuys_{{ days }}d, 0) + {{ prior_visits }} * shop_rebuys.share_{{ days }}d)
        / (coalesce(rebuys.chances_{{ days }}d, 0) + {{ prior_visits }}) as article_rebuy_share_{{ days }}d,
        {% endfor -%}
        buyers.gap_total * 1e0 / nullif(buyers.gaps, 0) as article_repurchase_gap_mean,
        buyers.age_total * 1e0 / nullif(buyers.buyers_with_age, 0) as article_buyers_age_mean,
        cast(peak_hours.peak_hour as integer) as article_peak_hour,
        sales.units * 1e0 / nullif(sales.orders, 0) as article_units_per_order,

        -- price
        prices.price_micros as article_price_micros,
        prices.price_micros / nullif(category_prices.price_micros, 0) as article_price_to_category
    from sales
    inner join prices on sales.as_of = prices.as_of and sales.article_key = prices.article_key
    left join category_prices
        on prices.as_of = category_prices.as_of and prices.category = category_prices.category
    left join buyers on sales.as_of = buyers.as_of and sales.article_key = buyers.article_key
    left join rebuys on sales.as_of = rebuys.as_of and sales.article_key = rebuys.article_key
    left join shop_rebuys on sales.as_of = shop_rebuys.as_of
    left join peak_hours on sales.as_of = peak_hours.as_of and sales.article_key = peak_hours.article_key

)

select * from features
