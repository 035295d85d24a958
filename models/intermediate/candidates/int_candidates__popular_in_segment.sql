{{ config(materialized='cutoff_table', meta={'reuse': 'ranking', 'independent': 'customers'}) }}

with

customer_profiles as (

    select * from {{ ref('int_customer_profiles') }}
    where {{ pending() }} and {{ in_part() }}

),

best_sellers as (

    select * from {{ ref('int_segment_best_sellers') }}
    where {{ pending() }}

),

candidates as (

    select
        customer_profiles.as_of,
        customer_profiles.split,
        customer_profiles.cohort,
        customer_profiles.customer_key,
        best_sellers.article_key,
        best_sellers.last_event_at,
        best_sellers.rank,
        best_sellers.score,
        cast(null as integer) as because_article_key
    from customer_profiles
    inner join best_sellers
        on
            customer_profiles.as_of = best_sellers.as_of
            and customer_profiles.peer_group = best_sellers.peer_group

)

select * from candidates
