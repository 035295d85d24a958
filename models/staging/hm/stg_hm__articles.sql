with

raw_articles as (

    select * from {{ raw_file('hm', 'articles') }}

),

articles as (

    select
        article_id,
        prod_name as name,
        product_code,
        product_type_name as category,
        index_name as department,
        colour_group_name as colour,
        detail_desc as description
    from raw_articles
    where article_id is not null

)

select * from articles
