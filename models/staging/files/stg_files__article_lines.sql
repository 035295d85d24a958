{{ config(post_hook="{{ keep_unreadable_lines('files', 'articles', this) }}") }}

with

raw_articles as (

    select * from {{ optional_raw_file('files', 'articles') }} as articles_file

),

typed as (

    select
        {{ id_as_text('article_id') }} as article_id,
        {{ name_as_text('name') }} as name,
        {{ name_as_text('product_code') }} as product_code,
        {{ name_as_text('category') }} as category,
        {{ name_as_text('department') }} as department,
        {{ name_as_text('colour') }} as colour,
        {{ name_as_text('description') }} as description,
        {{ given_row('raw_articles') }} as given
    from raw_articles

),

lines as (

    select
        {{ contract_columns('articles') }},
        case when article_id is null then 'article_id is missing' end as reject_reason,
        case when article_id is null then {{ row_as_json('given') }} end as rejected_content
    from typed

)

select * from lines
