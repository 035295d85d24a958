{{ config(materialized='view') }}

-- The source says nothing of opt-outs; the model is there because every source answers for them.
with

no_opt_outs as (

    select
        cast(null as string) as customer_id,
        cast(null as timestamp) as opted_out_at
    where false

)

select * from no_opt_outs
