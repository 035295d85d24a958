{{ config(materialized='view') }}

with

customers as (

    select * from {{ ref('stg_online_retail__customers') }}

),

-- The source names no opt-outs; the model is there because every source answers for them.
no_opt_outs as (

    select
        customer_id,
        cast(null as timestamp) as opted_out_at
    from customers
    where false

)

select * from no_opt_outs
