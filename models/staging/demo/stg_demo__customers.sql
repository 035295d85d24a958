{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_demo__customer_lines') }}

),

customers as (

    select
        {{ contract_columns('customers', {'described_at': 'null'}) }}
    from lines

)

select * from customers
