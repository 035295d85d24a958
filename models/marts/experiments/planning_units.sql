{#- As long as many experiments run. -#}
{%- set windows = [14, 28, 56] -%}

with

customers as (

    select * from {{ ref('int_customers') }}

),

shop as (

    select * from {{ ref('int_shop') }}

),

sales as (

    select * from {{ ref('daily_sales') }}

),

spans as (

    {% for days in windows -%}
    select
        {{ shift_days('last_sold_on', 1 - days) }} as starts_on,
        {{ shift_days('last_sold_on', '1') }} as ends_on,
        {{ days }} as days
    from shop
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

dated_spans as (

    select
        starts_on,
        ends_on,
        days,
        {{ span_days() }}
    from spans

),

members as (

    select
        customers.customer_key,
        customers.customer_id,
        dated_spans.*
    from customers
    inner join dated_spans on customers.first_sold_on < dated_spans.starts_on

),

outcomes as (

    {{ outcomes('members', 'days', since='before_from') }}

),

planning_units as (

    select
        members.days,
        members.customer_id,
        members.starts_on,
        members.ends_on,
        outcomes.conversion,
        outcomes.conversion_before,
        outcomes.orders,
        outcomes.orders_before,
        outcomes.revenue,
        outcomes.revenue_before,
        outcomes.retention,
        outcomes.retention_before
    from members
    inner join outcomes
        on
            members.days = outcomes.days
            and members.customer_key = outcomes.customer_key

)

select * from planning_units
order by days, customer_id
