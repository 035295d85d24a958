{{ config(materialized='cutoff_table', meta={'reuse': 'ranking', 'independent': 'customers'}) }}

{#- Neighbours are looked up for this many of a customer's latest articles: more would cost time and add little. -#}
{%- set recent_articles = 20 -%}
{#- More than there are keys: a vote and the article it comes from fit one number, of which the largest is wanted. -#}
{%- set keys = 2147483648 -%}

with

customer_article_history as (

    select * from {{ ref('int_customer_article_history') }}
    where {{ pending() }} and {{ in_part() }}

),

neighbours as (

    select * from {{ ref('int_article_neighbours') }}

),

recent as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        article_key,
        last_event_at,
        ln(1e0 + weight_120d / 1e6) as weight
    from customer_article_history
    where recency_rank <= {{ recent_articles }}

),

-- In millionths, so that the sum does not depend on the order it is taken in.
votes as (

    select
        recent.as_of,
        recent.customer_key,
        neighbours.neighbour_key as article_key,
        recent.article_key as because_article_key,
        cast(round(1e6 * recent.weight * neighbours.similarity) as bigint) as vote
    from recent
    inner join neighbours
        on
            recent.as_of = neighbours.as_of
            and recent.article_key = neighbours.article_key

),

-- Hundreds of articles a customer: as few columns as will do, and what they have in common joins later.
scored as (

    select
        as_of,
        customer_key,
        article_key,
        cast(sum(vote) as bigint) as votes,
        max(vote * {{ keys }} - because_article_key) as strongest_vote
    from votes
    group by as_of, customer_key, article_key

),

ranked as (

    select
        as_of,
        customer_key,
        article_key,
        cast({{ keys }} - 1 - (strongest_vote + {{ keys - 1 }}) % {{ keys }} as integer) as because_article_key,
        votes / 1e6 as score,
        row_number() over (
            partition by as_of, customer_key order by votes desc, article_key asc
        ) as rank
    from scored

),

best as (

    select * from ranked
    where {{ retriever_cap('item_cf') }}

),

newest_neighbours as (

    select
        as_of,
        article_key,
        max(last_event_at) as last_event_at
    from neighbours
    group by as_of, article_key

),

-- A rank depends on all the votes of a customer.
voters as (

    select
        recent.as_of,
        recent.customer_key,
        max(recent.split) as split,
        max(recent.cohort) as cohort,
        max(greatest(recent.last_event_at, newest_neighbours.last_event_at)) as last_event_at
    from recent
    inner join newest_neighbours
        on
            recent.as_of = newest_neighbours.as_of
            and recent.article_key = newest_neighbours.article_key
    group by recent.as_of, recent.customer_key

),

candidates as (

    select
        best.as_of,
        voters.split,
        voters.cohort,
        best.customer_key,
        best.article_key,
        voters.last_event_at,
        cast(best.rank as integer) as rank,
        best.score,
        best.because_article_key
    from best
    inner join voters on best.as_of = voters.as_of and best.customer_key = voters.customer_key

)

select * from candidates
