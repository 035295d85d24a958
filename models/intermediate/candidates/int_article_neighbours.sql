{{ config(materialized='cutoff_table', meta={'reuse': 'ranking'}) }}

{#- A purchase is paired with at most this many of the customer's purchases before it, no further back than the gap. -#}
{%- set purchases_back = 20 -%}
{%- set gap_days = 28 -%}
{#- What was bought together longer ago than this is no guide to what sells now, and would cost most of the time. -#}
{%- set days_back = 182 -%}
{%- set neighbours_kept = 30 -%}
{%- set fewest_pairs = 2 -%}

with

purchases as (

    select * from {{ ref('int_purchases') }}

),

history_days as (

    select * from {{ ref('int_history_days') }}
    where {{ pending() }}

),

article_popularity as (

    select * from {{ ref('int_article_popularity') }}
    where {{ pending() }}

),

-- The first and the last cutoff that look back on a day. Days alike in both are counted together, once, and their
-- counts handed on from cutoff to cutoff.
spans as (

    select
        sold_on,
        min(as_of) as first_as_of,
        max(as_of) as last_as_of
    from history_days
    where days_ago <= {{ days_back }}
    group by sold_on

),

-- With the days before, on which the earlier purchase of a pair may lie.
paired_days as (

    select distinct sold_on from history_days
    where days_ago <= {{ days_back + gap_days }}

),

-- Within one day the order is scrambled: neighbours in a large basket should not be neighbours in the catalogue.
sequence as (

    select
        purchases.customer_key,
        purchases.article_key,
        purchases.sold_on,
        purchases.sold_at,
        spans.first_as_of,
        spans.last_as_of,
        row_number() over (
            partition by purchases.customer_key
            order by purchases.sold_on, (cast(purchases.article_key as bigint) * 7919) % 104729, purchases.article_key
        ) as place
    from purchases
    inner join paired_days on purchases.sold_on = paired_days.sold_on
    left join spans on purchases.sold_on = spans.sold_on

),

blocks as (

    select
        customer_key,
        article_key,
        sold_on,
        sold_at,
        first_as_of,
        last_as_of,
        place,
        {{ integer_divide('place', purchases_back) }} as block
    from sequence

),

-- Every purchase stands in its own block and in the next one: joining on the block bounds what meets what.
earlier_purchases as (

    select
        customer_key,
        article_key,
        sold_on,
        place,
        block
    from blocks
    union all
    select
        customer_key,
        article_key,
        sold_on,
        place,
        block + 1 as block
    from blocks

),

co_purchases as (

    select
        least(earlier_purchases.article_key, blocks.article_key) as article_key,
        greatest(earlier_purchases.article_key, blocks.article_key) as neighbour_key,
        blocks.first_as_of,
        blocks.last_as_of,
        blocks.sold_at,
        {{ days_between('earlier_purchases.sold_on', 'blocks.sold_on') }} as gap
    from blocks
    inner join earlier_purchases
        on
            blocks.customer_key = earlier_purchases.customer_key
            and blocks.block = earlier_purchases.block
    where
        blocks.first_as_of is not null
        and blocks.place > earlier_purchases.place
        and blocks.place - earlier_purchases.place <= {{ purchases_back }}
        and blocks.article_key <> earlier_purchases.article_key

),

counted_pairs as (

    select
        article_key,
        neighbour_key,
        first_as_of,
        last_as_of,
        max(sold_at) as last_sold_at,
        count(*) as pairs,
        cast(sum({{ decayed_weight('gap', 7) }}) as bigint) as weight
    from co_purchases
    where gap <= {{ gap_days }}
    group by article_key, neighbour_key, first_as_of, last_as_of

),

with_pairs_in_all as (

    select
        article_key,
        neighbour_key,
        first_as_of,
        last_as_of,
        last_sold_at,
        pairs,
        weight,
        sum(pairs) over (partition by article_key, neighbour_key) as pairs_in_all
    from counted_pairs

),

-- A pair too rare in all cutoffs together is too rare at each. Most pairs are: what follows is the lighter.
frequent_pairs as (

    select * from with_pairs_in_all
    where pairs_in_all >= {{ fewest_pairs }}

),

-- Which counts each cutoff may use: those of the days it looks back on.
reach as (

    select distinct
        history_days.as_of,
        history_days.split,
        spans.first_as_of,
        spans.last_as_of
    from history_days
    inner join spans on history_days.sold_on = spans.sold_on
    where history_days.days_ago <= {{ days_back }}

),

pairs_as_of as (

    select
        reach.as_of,
        reach.split,
        frequent_pairs.article_key,
        frequent_pairs.neighbour_key,
        max(frequent_pairs.last_sold_at) as last_sold_at,
        cast(sum(frequent_pairs.weight) as bigint) as weight
    from frequent_pairs
    inner join reach
        on
            frequent_pairs.first_as_of = reach.first_as_of
            and frequent_pairs.last_as_of = reach.last_as_of
    group by
        reach.as_of,
        reach.split,
        frequent_pairs.article_key,
        frequent_pairs.neighbour_key
    having sum(frequent_pairs.pairs) >= {{ fewest_pairs }}

),

both_ways as (

    select
        as_of,
        split,
        article_key,
        neighbour_key,
        last_sold_at,
        weight
    from pairs_as_of
    union all
    select
        as_of,
        split,
        neighbour_key as article_key,
        article_key as neighbour_key,
        last_sold_at,
        weight
    from pairs_as_of

),

-- Cosine similarity: what sells with everything is a neighbour of nothing in particular.
scored as (

    select
        both_ways.as_of,
        both_ways.split,
        both_ways.article_key,
        both_ways.neighbour_key,
        greatest(both_ways.last_sold_at, article.last_event_at, neighbour.last_event_at) as last_event_at,
        both_ways.weight / 1e6 / sqrt(cast(article.orders as double) * cast(neighbour.orders as double)) as similarity
    from both_ways
    inner join article_popularity as article
        on
            both_ways.as_of = article.as_of
            and both_ways.article_key = article.article_key
    inner join article_popularity as neighbour
        on
            both_ways.as_of = neighbour.as_of
            and both_ways.neighbour_key = neighbour.article_key
    where neighbour.days_since_last <= {{ days_on_sale() }}

),

ranked as (

    select
        as_of,
        split,
        article_key,
        neighbour_key,
        last_event_at,
        similarity,
        row_number() over (
            partition by as_of, article_key order by round(similarity, 9) desc, neighbour_key
        ) as rank
    from scored

),

neighbours as (

    select
        as_of,
        split,
        article_key,
        neighbour_key,
        last_event_at,
        cast(rank as integer) as rank,
        similarity
    from ranked
    where rank <= {{ neighbours_kept }}

)

select * from neighbours
