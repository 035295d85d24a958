{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_files__article_lines') }}

),

articles as (

    select
        {{ contract_columns('articles') }}
    from lines
    where reject_reason is null

)

select * from articles
