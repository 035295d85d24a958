{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_journal__lines') }}

),

rejected_rows as (

    select
        file_name,
        reject_reason as reason,
        content
    from lines
    where reject_reason is not null

)

select * from rejected_rows
