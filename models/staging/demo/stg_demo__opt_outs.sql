{{ config(materialized='view') }}

with

customers as (

    select * from {{ ref('stg_demo__customer_lines') }}

),

-- Three customers in a hundred, by a hash of the id: the same ones however large the shop is.
opt_outs as (

    select
        customer_id,
        cast(null as timestamp) as opted_out_at,
        cast(null as string) as channel
    from customers
    where {{ hash_bucket("'opted out/' || customer_id", 100) }} < 3

)

select * from opt_outs
