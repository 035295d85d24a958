{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_files__opt_out_lines') }}

),

opt_outs as (

    select
        {{ contract_columns('opt_outs') }}
    from lines
    where reject_reason is null

)

select * from opt_outs
