{{ config(materialized='view') }}

{%- set unknown = {'gender': 'null', 'country': 'null', 'city': 'null', 'described_at': 'null'} %}

with

lines as (

    select * from {{ ref('stg_hm__customer_lines') }}

),

customers as (

    select
        {{ contract_columns('customers', unknown) }}
    from lines
    where reject_reason is null

)

select * from customers
