{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_journal__lines') }}

),

exposures as (

    select
        {{ event_columns('exposures') }}
    from lines
    where kind = 'exposure' and reject_reason is null and not is_duplicate

)

select * from exposures
