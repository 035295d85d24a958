{%- set columns = [
    'article_id', 'name', 'product_code', 'category', 'department', 'colour', 'description'
] -%}

with

raw_articles as (

    select * from {{ optional_raw_file('files', 'articles', columns) }} as articles_file

),

articles as (

    select
        trim(cast(article_id as varchar)) as article_id,
        cast(name as varchar) as name,
        cast(product_code as varchar) as product_code,
        cast(category as varchar) as category,
        cast(department as varchar) as department,
        cast(colour as varchar) as colour,
        cast(description as varchar) as description
    from raw_articles
    where nullif(trim(cast(article_id as varchar)), '') is not null

)

select * from articles
