{{ config(materialized='view') }}

with

sale_lines as (

    select * from {{ ref('stg_files__sale_lines') }}

),

customer_lines as (

    select * from {{ ref('stg_files__customer_lines') }}

),

article_lines as (

    select * from {{ ref('stg_files__article_lines') }}

),

opt_out_lines as (

    select * from {{ ref('stg_files__opt_out_lines') }}

),

push_lines as (

    select * from {{ ref('stg_files__push_lines') }}

),

rejected_sales as (

    select
        '{{ raw_file_name('files', 'transactions') }}' as file_name,
        reject_reason as reason,
        rejected_content as content
    from sale_lines
    where reject_reason is not null

),

rejected_customers as (

    select
        '{{ raw_file_name('files', 'customers') }}' as file_name,
        reject_reason as reason,
        rejected_content as content
    from customer_lines
    where reject_reason is not null

),

rejected_articles as (

    select
        '{{ raw_file_name('files', 'articles') }}' as file_name,
        reject_reason as reason,
        rejected_content as content
    from article_lines
    where reject_reason is not null

),

rejected_opt_outs as (

    select
        '{{ raw_file_name('files', 'opt_outs') }}' as file_name,
        reject_reason as reason,
        rejected_content as content
    from opt_out_lines
    where reject_reason is not null

),

rejected_pushes as (

    select
        '{{ raw_file_name('files', 'pushes') }}' as file_name,
        reject_reason as reason,
        rejected_content as content
    from push_lines
    where reject_reason is not null

),

rejected_rows as (

    select * from rejected_sales
    union all
    select * from rejected_customers
    union all
    select * from rejected_articles
    union all
    select * from rejected_opt_outs
    union all
    select * from rejected_pushes

)

select * from rejected_rows
