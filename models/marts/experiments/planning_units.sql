{#- As long as many experiments run; `helix experiment plan` turns it into others. -#}
{%- set days = 28 -%}

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

span as (

    select
        {{ shift_days('last_sold_on', 1 - days) }} as starts_on,
        {{ shift_days('last_sold_on', '1') }} as ends_on,
        {{ days }} as days
    from shop

),

dated_span as (

    select
        starts_on,
        ends_on,
        days,
        {{ span_days() }}
    from span

),

members as (

    select
        customers.customer_key,
        customers.customer_id,
        dated_span.*
    from customers
    inner join dated_span on customers.first_sold_on < dated_span.starts_on

),

outcomes as (

    {{ outcomes('members', 'days') }}

),

planning_units as (

    select
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
    inner join outcomes on members.customer_key = outcomes.customer_key

)

select * from planning_units
order by customer_id
