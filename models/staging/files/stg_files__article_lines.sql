{{ config(post_hook="{{ keep_unreadable_lines('files', 'articles', this) }}") }}

with

raw_articles as (

    select * from {{ optional_raw_file('files', 'articles') }} as articles_file

),

typed as (

    select
        {{ id_as_text('article_id') }} as article_id,
        cast(name as string) as name,
        cast(product_code as string) as product_code,
        cast(category as string) as category,
        cast(department as string) as department,
        cast(colour as string) as colour,
        cast(description as string) as description,
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
