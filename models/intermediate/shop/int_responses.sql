{{ config(materialized='view') }}

with

responses as (

    select * from {{ journal('responses') }}

)

select
    event_id,
    customer_id,
    recommendation_id,
    exposure_id,
    article_id,
    response,
    occurred_at,
    known_on as answered_on
from responses
