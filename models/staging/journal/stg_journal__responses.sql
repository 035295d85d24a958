{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_journal__lines') }}

),

responses as (

    select
        {{ event_columns('responses') }}
    from lines
    where kind = 'response' and reject_reason is null and not is_duplicate

)

select * from responses
