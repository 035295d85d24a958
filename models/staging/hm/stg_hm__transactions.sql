{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_hm__sale_lines') }}

),

-- Several units of one article are exact duplicate rows in H&M's file: each row is one unit.
transactions as (

    select
        {{ contract_columns('transactions', {'quantity': '1', 'cancelled_at': 'null'}) }}
    from lines
    where reject_reason is null

)

select * from transactions
