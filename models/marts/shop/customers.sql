{{ config(materialized='view') }}

with

known_customers as (

    select * from {{ ref('int_customers') }}

),

customers as (

    select
        customer_key,
        customer_id,
        first_sold_on as first_bought_on,
        age,
        gender,
        country,
        city,
        postal_code,
        club_status,
        newsletter,
        is_listed
    from known_customers

)

select * from customers
