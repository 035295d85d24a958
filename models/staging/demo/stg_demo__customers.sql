{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_demo__customer_lines') }}

),

customers as (

    select
        customer_id,
        age,
        gender,
        country,
        city,
        postal_code,
        club_status,
        newsletter,
        cast(null as timestamp) as described_at
    from lines

)

select * from customers
