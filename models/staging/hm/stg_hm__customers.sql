{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_hm__customer_lines') }}

),

customers as (

    select
        customer_id,
        age,
        cast(null as string) as gender,
        cast(null as string) as country,
        cast(null as string) as city,
        postal_code,
        club_status,
        newsletter,
        cast(null as timestamp) as described_at
    from lines
    where reject_reason is null

)

select * from customers
