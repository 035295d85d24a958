{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_journal__lines') }}

),

shown_lists as (

    select * from {{ ref('stg_journal__shown_lists') }}

),

single_exposures as (

    select
        {{ event_columns('exposures') }}
    from lines
    where kind = 'exposure' and reject_reason is null and not is_duplicate

),

places as (

    select
        shown_lists.*,
        {{ list_rows('articles', 'article_id', 'rank') }}
    from shown_lists

),

listed_exposures as (

    select
        event_id || '-' || cast(rank as string) as event_id,
        occurred_at,
        known_on,
        customer_id,
        'exposure' as kind,
        event_id as recommendation_id,
        article_id,
        rank,
        propensity,
        channel,
        arms
    from places

),

-- A writer may have told of a list, and of its articles one by one.
exposures as (

    select * from single_exposures
    union all
    select * from listed_exposures
    where event_id not in (select single_exposures.event_id from single_exposures)

)

select * from exposures
