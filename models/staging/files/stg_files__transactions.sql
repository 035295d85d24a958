{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_files__sale_lines') }}

),

transactions as (

    select
        {{ contract_columns('transactions', {'cancelled_at': 'null'}) }}
    from lines
    where reject_reason is null

)

select * from transactions
