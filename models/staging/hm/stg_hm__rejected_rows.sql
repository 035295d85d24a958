{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_hm__sale_lines') }}

),

raw_customers as (

    select * from {{ raw_file('hm', 'customers') }}

),

raw_articles as (

    select * from {{ raw_file('hm', 'articles') }}

),

rejected_lines as (

    select
        'transactions_train.csv' as file_name,
        reject_reason as reason,
        rejected_content as content
    from lines
    where reject_reason is not null

),

rejected_customers as (

    select
        'customers.csv' as file_name,
        'customer_id is missing' as reason,
        {{ row_as_json('raw_customers') }} as content
    from raw_customers
    where customer_id is null

),

rejected_articles as (

    select
        'articles.csv' as file_name,
        'article_id is missing' as reason,
        {{ row_as_json('raw_articles') }} as content
    from raw_articles
    where article_id is null

),

rejected_rows as (

    select * from rejected_lines
    union all
    select * from rejected_customers
    union all
    select * from rejected_articles

)

select * from rejected_rows
