{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_journal__lines') }}

),

shown_lists as (

    select
        {{ event_columns('shown_lists') }}
    from lines
    where kind = 'shown_list' and reject_reason is null and not is_duplicate

)

select * from shown_lists
