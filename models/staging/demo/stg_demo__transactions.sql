{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_demo__sale_lines') }}

),

transactions as (

    select
        {{ contract_columns('transactions', {'cancelled_at': 'null'}) }}
    from lines

)

select * from transactions
