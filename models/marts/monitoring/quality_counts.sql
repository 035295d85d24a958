{#- What the checks of data look at: weekly orders, and counts of this build beside those of the published one. -#}
with

shop as (

    select * from {{ ref('int_shop') }}

),

order_days as (

    select * from {{ ref('int_order_days') }}

),

facts as (

    select * from {{ ref('build_facts') }}

),

earlier_facts as (

    select * from {{ published_facts() }} as published

),

-- Week 0 is the latest that has closed; days before the first whole week are left out.
weeks as (

    select
        {{ integer_divide(days_between('order_days.sold_on', 'shop.last_sold_on'), 7) }} as weeks_ago,
        sum(order_days.orders) as orders
    from order_days
    cross join shop
    where
        {{ days_between('shop.first_sold_on', 'order_days.sold_on') }}
        >= ({{ days_between('shop.first_sold_on', 'shop.last_sold_on') }} + 1) % 7
    group by weeks_ago

),

quality_counts as (

    select
        'orders' as subject,
        'week' as name,
        cast(weeks_ago as string) as detail,
        cast(orders as double) as value,
        cast(null as double) as earlier_value,
        cast(null as string) as text,
        cast(null as string) as earlier_text
    from weeks
    union all
    select
        facts.subject,
        facts.name,
        facts.detail,
        facts.value,
        earlier_facts.value as earlier_value,
        facts.text,
        earlier_facts.text as earlier_text
    from facts
    left join earlier_facts
        on
            facts.subject = earlier_facts.subject
            and facts.name = earlier_facts.name
            and facts.detail = earlier_facts.detail
    where facts.subject in ('shop', 'ids', 'ids in the sales', 'changed past', 'customers')

)

select * from quality_counts
