{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_hm__sale_lines') }}

),

-- Several units of one article are exact duplicate rows in H&M's file: each row is one unit.
transactions as (

    select
        customer_id,
        article_id,
        sold_at,
        1 as quantity,
        unit_price_micros,
        channel,
        cast(null as timestamp) as cancelled_at
    from lines
    where reject_reason is null

)

select * from transactions
