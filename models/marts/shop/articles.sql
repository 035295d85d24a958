{{ config(materialized='view') }}

with

known_articles as (

    select * from {{ ref('int_articles') }}

),

articles as (

    select
        article_key,
        article_id,
        name,
        product_code,
        category,
        department,
        colour,
        description,
        first_sold_on
    from known_articles

)

select * from articles
