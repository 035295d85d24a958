{{ config(materialized='view') }}

{%- set lines_of = {
    'transactions': ref('stg_files__sale_lines'),
    'customers': ref('stg_files__customer_lines'),
    'articles': ref('stg_files__article_lines'),
    'opt_outs': ref('stg_files__opt_out_lines'),
    'pushes': ref('stg_files__push_lines')
} %}

with

rejected_rows as (
    {{ rejected_lines('files', lines_of) }}

)

select * from rejected_rows
