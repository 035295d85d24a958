{{ config(materialized='cutoff_table', meta={'reuse': 'ranking'}) }}

{#- Fewer buyers than this in a segment say more about themselves than about the segment. -#}
{%- set fewest_buyers = 20 -%}
{#- With a half-life of 14 days, what was sold before this many days weighs next to nothing. -#}
{%- set days_back = 91 -%}

with

customers as (

    select * from {{ ref('int_customers') }}

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

history_days as (

    select * from {{ ref('int_history_days') }}
    where {{ pending() }}

),

segment_days as (

    select
        customers.peer_group,
        purchases.article_key,
        purchases.sold_on,
        max(purchases.sold_at) as last_sold_at,
        count(*) as buyers
    from purchases
    inner join customers on purchases.customer_key = customers.customer_key
    group by customers.peer_group, purchases.article_key, purchases.sold_on

),

segment_popularity as (

    select
        history_days.as_of,
        history_days.split,
        segment_days.peer_group,
        segment_days.article_key,
        max(segment_days.last_sold_at) as last_event_at,
        cast(sum(segment_days.buyers) as bigint) as buyers,
        cast(sum(segment_days.buyers * {{ decayed_weight('history_days.days_ago', 14) }}) as bigint) as weight
    from segment_days
    inner join history_days on segment_days.sold_on = history_days.sold_on
    where history_days.days_ago <= {{ days_back }}
    group by history_days.as_of, history_days.split, segment_days.peer_group, segment_days.article_key

),

segments_with_enough_buyers as (

    select
        as_of,
        peer_group
    from segment_popularity
    group by as_of, peer_group
    having sum(buyers) >= {{ fewest_buyers }}

),

ranked as (

    select
        segment_popularity.as_of,
        segment_popularity.split,
        segment_popularity.peer_group,
        segment_popularity.article_key,
        segment_popularity.last_event_at,
        segment_popularity.weight / 1e6 as score,
        row_number() over (
            partition by segment_popularity.as_of, segment_popularity.peer_group
            order by segment_popularity.weight desc, segment_popularity.article_key asc
        ) as rank
    from segment_popularity
    inner join segments_with_enough_buyers
        on
            segment_popularity.as_of = segments_with_enough_buyers.as_of
            and segment_popularity.peer_group = segments_with_enough_buyers.peer_group

),

best_sellers as (

    select
        as_of,
        split,
        peer_group,
        article_key,
        last_event_at,
        score,
        cast(rank as integer) as rank
    from ranked
    where {{ retriever_cap('popular_in_segment') }}

)

select * from best_sellers
