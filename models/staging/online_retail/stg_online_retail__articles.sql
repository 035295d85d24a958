with

lines as (

    select * from {{ ref('stg_online_retail__sale_lines') }}

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

-- Of a StockCode five digits name the product, the letter after them its variant.
articles as (

    select
        {{ contract_columns(
            'articles',
            {'name': 'description', 'product_code': 'substr(article_id, 1, 5)'},
            has=['article_id', 'description']
        ) }}
    from first_lines

)

select * from articles
