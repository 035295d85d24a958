{{ config(materialized='view') }}

{%- set lines_of = {
    'transactions_train': ref('stg_hm__sale_lines'),
    'customers': ref('stg_hm__customer_lines'),
    'articles': ref('stg_hm__article_lines')
} %}

with

rejected_rows as (
    {{ rejected_lines('hm', lines_of) }}

)

select * from rejected_rows
