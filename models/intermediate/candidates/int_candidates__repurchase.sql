{{ config(materialized='cutoff_table', meta={'reuse': 'ranking', 'independent': 'customers'}) }}

with

customer_article_history as (

    select * from {{ ref('int_customer_article_history') }}
    where {{ pending() }} and {{ in_part() }}

),

ranked as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        article_key,
        last_event_at,
        weight_120d / 1e6 as score,
        row_number() over (
            partition by as_of, customer_key
            order by weight_120d desc, units desc, article_key asc
        ) as rank
    from customer_article_history

),

candidates as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        article_key,
        last_event_at,
        cast(rank as integer) as rank,
        score,
        cast(null as integer) as because_article_key
    from ranked
    where {{ retriever_cap('repurchase') }}

)

select * from candidates
