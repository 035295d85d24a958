{#- Days of sales that figures of today are taken over, and of each of the two periods that retention compares. -#}
{%- set recent_days = 28 -%}
{%- set period_days = 90 -%}
{%- set year_days = 365 -%}
{{ config(materialized='view') }}

with

shop as (

    select * from {{ ref('int_shop') }}

),

orders as (

    select
        orders.customer_key,
        orders.sold_on,
        orders.spend_micros,
        {{ days_between('orders.sold_on', 'shop.last_sold_on') }} as days_ago,
        {{ days_between('shop.first_sold_on', 'shop.last_sold_on') }} + 1 as shop_days,
        {{ shift_days('shop.last_sold_on', '1') }} as ends_on
    from {{ ref('int_orders') }} as orders
    cross join shop

),

recommended_purchases as (

    select
        recommended_purchases.*,
        {{ days_between('recommended_purchases.sold_on', 'shop.last_sold_on') }} as days_ago
    from {{ ref('recommended_purchases') }} as recommended_purchases
    cross join shop

),

-- Of lists whose days to buy are over.
shown_lists as (

    select
        shown_lists.*,
        {{ shift_days('shop.last_sold_on', '1') }} as ends_on,
        {{ days_between('shown_lists.shown_on', 'shop.last_sold_on') }} - {{ var('label_days') - 1 }} as days_closed
    from {{ ref('shown_lists') }} as shown_lists
    cross join shop

),

units as (

    select * from {{ ref('experiment_units') }}
    where not is_moved

),

experiments_with_holdout as (

    select distinct experiment from units
    where arm = 'holdout'

),

bought_lists as (

    select distinct recommendation_id
    from recommended_purchases

),

order_values as (

    select
        'order_value' as metric,
        'sales' as reading,
        customer_key,
        {{ shift_days('ends_on', -recent_days) }} as starts_on,
        ends_on,
        sum(spend_micros) as numerator,
        count(*) as denominator
    from orders
    where days_ago < {{ recent_days }}
    group by all

),

repeat_rates as (

    select
        'repeat_rate' as metric,
        'sales' as reading,
        customer_key,
        {{ shift_days('ends_on', -year_days) }} as starts_on,
        ends_on,
        case when count(distinct sold_on) > 1 then 1 else 0 end as numerator,
        1 as denominator
    from orders
    where days_ago < {{ year_days }}
    group by all

),

retentions as (

    select
        'retention' as metric,
        'sales' as reading,
        customer_key,
        {{ shift_days('ends_on', -2 * period_days) }} as starts_on,
        ends_on,
        max(case when days_ago < {{ period_days }} then 1 else 0 end) as numerator,
        1 as denominator
    from orders
    where days_ago < {{ 2 * period_days }} and shop_days >= {{ 2 * period_days }}
    group by all
    having max(days_ago) >= {{ period_days }}

),

list_shares as (

    select
        'list_share_of_revenue' as metric,
        'last touch' as reading,
        orders.customer_key,
        {{ shift_days('orders.ends_on', -recent_days) }} as starts_on,
        orders.ends_on,
        coalesce(max(recommended.spend_micros), 0) as numerator,
        sum(orders.spend_micros) as denominator
    from orders
    left join (
        select
            customer_key,
            sum(spend_micros) as spend_micros
        from recommended_purchases
        where days_ago < {{ recent_days }}
        group by customer_key
    ) as recommended on orders.customer_key = recommended.customer_key
    where orders.days_ago < {{ recent_days }} and exists (select 1 from recommended_purchases)
    group by all

),

lists_of_customers as (

    select
        shown_lists.customer_id,
        {{ shift_days('shown_lists.ends_on', -recent_days - (var('label_days') - 1)) }} as starts_on,
        {{ shift_days('shown_lists.ends_on', 1 - var('label_days')) }} as ends_on,
        count(*) as lists,
        count(*) filter (where shown_lists.is_clicked) as clicked,
        count(bought_lists.recommendation_id) as bought
    from shown_lists
    left join bought_lists on shown_lists.recommendation_id = bought_lists.recommendation_id
    where shown_lists.days_closed between 0 and {{ recent_days - 1 }}
    group by all

),

business_units as (

    select metric, reading, cast(null as string) as experiment, cast(null as string) as arm, starts_on, ends_on, numerator, denominator
    from order_values
    union all
    select metric, reading, null, null, starts_on, ends_on, numerator, denominator
    from repeat_rates
    union all
    select metric, reading, null, null, starts_on, ends_on, numerator, denominator
    from retentions
    union all
    select metric, reading, null, null, starts_on, ends_on, numerator, denominator
    from list_shares
    union all
    select 'click_through', 'lists', null, null, starts_on, ends_on, clicked, lists
    from lists_of_customers
    union all
    select 'recommendation_conversion', 'last touch', null, null, starts_on, ends_on, bought, lists
    from lists_of_customers
    union all
    select
        'recommendation_conversion',
        'holdout',
        units.experiment,
        case when units.arm = 'holdout' then 'holdout' else 'reached' end,
        units.starts_on,
        units.ends_on,
        cast(units.conversion as bigint),
        1
    from units
    inner join experiments_with_holdout on units.experiment = experiments_with_holdout.experiment
    union all
    select
        'revenue_lift',
        'holdout',
        units.experiment,
        case when units.arm = 'holdout' then 'holdout' else 'reached' end,
        units.starts_on,
        units.ends_on,
        cast(round(1e6 * units.revenue) as bigint),
        1
    from units
    inner join experiments_with_holdout on units.experiment = experiments_with_holdout.experiment

)

select * from business_units
