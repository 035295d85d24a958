{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_files__customer_lines') }}

),

customers as (

    select
        {{ contract_columns('customers', {'described_at': 'null'}) }}
    from lines
    where reject_reason is null

)

select * from customers
