{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_files__opt_out_lines') }}

),

opt_outs as (

    select
        customer_id,
        opted_out_at
    from lines
    where reject_reason is null

)

select * from opt_outs
