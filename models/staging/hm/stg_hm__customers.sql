{{ config(materialized='view') }}

{%- set known = ['customer_id', 'age', 'postal_code', 'club_status', 'newsletter'] %}

with

lines as (

    select * from {{ ref('stg_hm__customer_lines') }}

),

customers as (

    select
        {{ contract_columns('customers', has=known) }}
    from lines
    where reject_reason is null

)

select * from customers
