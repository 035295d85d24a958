{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_files__sale_lines') }}

),

raw_customers as (

    select * from {{ optional_raw_file('files', 'customers', ['customer_id', 'age', 'country', 'city']) }} as customers_file

),

raw_articles as (

    select * from {{ optional_raw_file('files', 'articles', ['article_id', 'name', 'product_code']) }} as articles_file

),

rejected_lines as (

    select
        'transactions' as file_name,
        reject_reason as reason,
        rejected_content as content
    from lines
    where reject_reason is not null

),

rejected_customers as (

    select
        'customers' as file_name,
        'customer_id is missing' as reason,
        {{ row_as_json('raw_customers') }} as content
    from raw_customers
    where nullif(trim(cast(customer_id as varchar)), '') is null

),

rejected_articles as (

    select
        'articles' as file_name,
        'article_id is missing' as reason,
        {{ row_as_json('raw_articles') }} as content
    from raw_articles
    where nullif(trim(cast(article_id as varchar)), '') is null

),

rejected_rows as (

    select * from rejected_lines
    union all
    select * from rejected_customers
    union all
    select * from rejected_articles

)

select * from rejected_rows
