{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_files__customer_lines') }}

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
    where reject_reason is null

)

select * from customers
