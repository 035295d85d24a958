{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_demo__sale_lines') }}

),

transactions as (

    select
        customer_id,
        article_id,
        sold_at,
        quantity,
        unit_price_micros,
        channel,
        cast(null as timestamp) as cancelled_at
    from lines

)

select * from transactions
