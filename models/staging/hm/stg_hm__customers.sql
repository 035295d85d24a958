{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_hm__customer_lines') }}

),

customers as (

    select
        customer_id,
        age,
        cast(null as varchar) as gender,
        cast(null as varchar) as country,
        cast(null as varchar) as city,
        postal_code,
        club_status,
        newsletter
    from lines
    where reject_reason is null

)

select * from customers
