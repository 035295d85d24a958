{#- What a segment bought longer ago is not what it likes now. -#}
{%- set days_back = 28 -%}

with

purchases as (

    select * from {{ ref('int_purchases') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

history_days as (

    select * from {{ ref('int_history_days') }}
    where split in ('test', 'serve') and days_ago <= {{ days_back }}

),

-- Heads, where the retriever counts purchases: one customer of a small country may have made them all.
segment_buyers as (

    select
        history_days.as_of,
        history_days.split,
        customers.peer_group,
        purchases.article_key,
        max(purchases.sold_at) as last_event_at,
        count(distinct purchases.customer_key) as buyers
    from purchases
    inner join customers on purchases.customer_key = customers.customer_key
    inner join history_days on purchases.sold_on = history_days.sold_on
    group by history_days.as_of, history_days.split, customers.peer_group, purchases.article_key

)

select * from segment_buyers
