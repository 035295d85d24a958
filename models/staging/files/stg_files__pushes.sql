{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_files__push_lines') }}

),

pushes as (

    select
        {{ contract_columns('pushes') }}
    from lines
    where reject_reason is null

)

select * from pushes
