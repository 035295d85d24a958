with

lines as (

    select * from {{ ref('stg_online_retail__invoice_lines') }}

),

-- Descriptions are retyped over time: the first one is kept, as it never changes afterwards.
first_lines as (

    select
        article_id,
        description
    from lines
    where reject_reason is null and description is not null
    qualify row_number() over (partition by article_id order by line_key) = 1

),

articles as (

    select
        article_id,
        description as name,
        -- five digits name the product, the letter after them its variant
        substr(article_id, 1, 5) as product_code,
        cast(null as string) as category,
        cast(null as string) as department,
        cast(null as string) as colour,
        description
    from first_lines

)

select * from articles
