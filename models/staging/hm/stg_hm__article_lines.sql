{{ config(post_hook="{{ keep_unreadable_lines('hm', 'articles', this) }}") }}

with

raw_articles as (

    select
        article_id,
        product_code,
        prod_name,
        product_type_name,
        colour_group_name,
        index_name,
        detail_desc
    from {{ raw_file('hm', 'articles') }}

),

typed as (

    select
        {{ id_as_text('article_id') }} as article_id,
        {{ name_as_text('prod_name') }} as name,
        {{ name_as_text('product_code') }} as product_code,
        {{ name_as_text('product_type_name') }} as category,
        {{ name_as_text('index_name') }} as department,
        {{ name_as_text('colour_group_name') }} as colour,
        {{ name_as_text('detail_desc') }} as description,
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
