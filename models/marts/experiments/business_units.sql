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

recommended_spend as (

    select
        customer_key,
        sum(spend_micros) as spend_micros
    from recommended_purchases
    where days_ago < {{ recent_days }}
    group by customer_key

),

list_shares as (

    select
        'list_share_of_revenue' as metric,
        'last touch' as reading,
        orders.customer_key,
        {{ shift_days('orders.ends_on', -recent_days) }} as starts_on,
        orders.ends_on,
        coalesce(max(recommended_spend.spend_micros), 0) as numerator,
        sum(orders.spend_micros) as denominator
    from orders
    left join recommended_spend on orders.customer_key = recommended_spend.customer_key
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

held_out_units as (

    select
        units.*,
        case when units.arm = 'holdout' then 'holdout' else 'reached' end as side
    from units
    inner join experiments_with_holdout on units.experiment = experiments_with_holdout.experiment

),

business_units as (

    {% for figures in ['order_values', 'repeat_rates', 'retentions', 'list_shares'] -%}
    select
        metric,
        reading,
        cast(null as string) as experiment,
        cast(null as string) as arm,
        starts_on,
        ends_on,
        numerator,
        denominator
    from {{ figures }}
    union all
    {% endfor -%}
    {% for metric, reading, numerator in [
        ('click_through', 'lists', 'clicked'), ('recommendation_conversion', 'last touch', 'bought')
    ] -%}
    select
        '{{ metric }}' as metric,
        '{{ reading }}' as reading,
        cast(null as string) as experiment,
        cast(null as string) as arm,
        starts_on,
        ends_on,
        {{ numerator }} as numerator,
        lists as denominator
    from lists_of_customers
    union all
    {% endfor -%}
    {% for metric, numerator in [
        ('recommendation_conversion', 'conversion'), ('revenue_lift', 'round(1e6 * revenue)')
    ] -%}
    select
        '{{ metric }}' as metric,
        'holdout' as reading,
        experiment,
        side as arm,
        starts_on,
        ends_on,
        cast({{ numerator }} as bigint) as numerator,
        1 as denominator
    from held_out_units
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
)

select * from business_units
