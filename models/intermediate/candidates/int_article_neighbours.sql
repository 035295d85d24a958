{#- A purchase is paired with at most this many of the customer's purchases before it, no further back than the gap. -#}
{%- set purchases_back = 20 -%}
{%- set gap_days = 28 -%}
{%- set neighbours_kept = 30 -%}
{%- set fewest_pairs = 2 -%}

with

purchases as (

    select * from {{ ref('int_purchases') }}

),

history_days as (

    select * from {{ ref('int_history_days') }}

),

article_popularity as (

    select * from {{ ref('int_article_popularity') }}

),

-- Within one day the order is scrambled: neighbours in a large basket should not be neighbours in the catalogue.
sequence as (

    select
        customer_key,
        article_key,
        sold_on,
        row_number() over (
            partition by customer_key order by sold_on, (cast(article_key as bigint) * 7919) % 104729, article_key
        ) as place
    from purchases
    where is_counted

),

blocks as (

    select
        customer_key,
        article_key,
        sold_on,
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
        earlier_purchases.article_key as earlier_article_key,
        blocks.article_key as later_article_key,
        blocks.sold_on,
        {{ days_between('earlier_purchases.sold_on', 'blocks.sold_on') }} as gap
    from blocks
    inner join earlier_purchases
        on
            blocks.customer_key = earlier_purchases.customer_key
            and blocks.block = earlier_purchases.block
    where
        blocks.place > earlier_purchases.place
        and blocks.place - earlier_purchases.place <= {{ purchases_back }}
        and blocks.article_key <> earlier_purchases.article_key
        and {{ days_between('earlier_purchases.sold_on', 'blocks.sold_on') }} <= {{ gap_days }}

),

-- The first cutoff that may know of a day: a pair is counted once, and handed on from cutoff to cutoff.
known_from as (

    select
        sold_on,
        min(as_of) as known_from
    from history_days
    group by sold_on

),

counted_pairs as (

    select
        least(co_purchases.earlier_article_key, co_purchases.later_article_key) as article_key,
        greatest(co_purchases.earlier_article_key, co_purchases.later_article_key) as neighbour_key,
        known_from.known_from,
        count(*) as pairs,
        cast(sum({{ decayed_weight('co_purchases.gap', 7) }}) as bigint) as weight
    from co_purchases
    inner join known_from on co_purchases.sold_on = known_from.sold_on
    group by
        least(co_purchases.earlier_article_key, co_purchases.later_article_key),
        greatest(co_purchases.earlier_article_key, co_purchases.later_article_key),
        known_from.known_from

),

-- Which counts each cutoff may use: those of the days it looks back on.
reach as (

    select distinct
        history_days.as_of,
        history_days.split,
        known_from.known_from
    from history_days
    inner join known_from on history_days.sold_on = known_from.sold_on

),

pairs_as_of as (

    select
        reach.as_of,
        reach.split,
        counted_pairs.article_key,
        counted_pairs.neighbour_key,
        cast(sum(counted_pairs.weight) as bigint) as weight
    from counted_pairs
    inner join reach on counted_pairs.known_from = reach.known_from
    group by reach.as_of, reach.split, counted_pairs.article_key, counted_pairs.neighbour_key
    having sum(counted_pairs.pairs) >= {{ fewest_pairs }}

),

both_ways as (

    select
        as_of,
        split,
        article_key,
        neighbour_key,
        weight
    from pairs_as_of
    union all
    select
        as_of,
        split,
        neighbour_key as article_key,
        article_key as neighbour_key,
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
        cast(rank as integer) as rank,
        similarity
    from ranked
    where rank <= {{ neighbours_kept }}

)

select * from neighbours
