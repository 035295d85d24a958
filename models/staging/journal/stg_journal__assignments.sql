{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_journal__lines') }}

),

assignments as (

    select
        {{ event_columns('assignments') }}
    from lines
    where kind = 'assignment' and reject_reason is null and not is_duplicate

)

select * from assignments
