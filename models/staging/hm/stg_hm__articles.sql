{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_hm__article_lines') }}

),

articles as (

    select
        article_id,
        name,
        product_code,
        category,
        department,
        colour,
        description
    from lines
    where reject_reason is null

)

select * from articles
