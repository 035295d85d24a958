{{ config(materialized='cutoff_table', meta={'reuse': 'ranking', 'independent': 'customers'}) }}

with

audience as (

    select * from {{ ref('int_audience') }}
    where {{ pending() }} and {{ in_part() }}

),

article_popularity as (

    select * from {{ ref('int_article_popularity') }}
    where {{ pending() }}

),

ranked as (

    select
        as_of,
        article_key,
        last_event_at,
        weight / 1e6 as score,
        row_number() over (partition by as_of order by weight desc, article_key asc) as rank
    from article_popularity

),

best_sellers as (

    select
        as_of,
        article_key,
        last_event_at,
        score,
        cast(rank as integer) as rank
    from ranked
    where {{ retriever_cap('popular') }}

),

candidates as (

    select
        audience.as_of,
        audience.split,
        audience.cohort,
        audience.customer_key,
        best_sellers.article_key,
        best_sellers.last_event_at,
        best_sellers.rank,
        best_sellers.score,
        cast(null as integer) as because_article_key
    from audience
    inner join best_sellers on audience.as_of = best_sellers.as_of

)

select * from candidates
