{{ config(materialized='view') }}

with

exposures as (

    select * from {{ journal('exposures') }}

)

select
    event_id,
    customer_id,
    recommendation_id,
    article_id,
    rank,
    occurred_at,
    known_on as shown_on,
    channel,
    arms
from exposures
