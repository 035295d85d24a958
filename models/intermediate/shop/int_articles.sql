with

staged_articles as (

    select * from {{ chosen_staging('articles') }}

),

transactions as (

    select * from {{ chosen_staging('transactions') }}

),

first_sales as (

    select
        article_id,
        cast(min(sold_at) as date) as first_sold_on
    from transactions
    group by article_id

),

everything as (

    select
        coalesce(first_sales.article_id, staged_articles.article_id) as article_id,
        first_sales.first_sold_on,
        staged_articles.name,
        staged_articles.product_code,
        staged_articles.category,
        staged_articles.department,
        staged_articles.colour,
        staged_articles.description
    from staged_articles
    full outer join first_sales on staged_articles.article_id = first_sales.article_id

),

-- Numbered by first sale: whatever comes later never changes the key of what was there before.
numbered as (

    select
        cast(
            row_number() over (order by first_sold_on nulls last, article_id) as integer
        ) as article_key,
        article_id,
        first_sold_on,
        coalesce(name, article_id) as name,
        coalesce(product_code, article_id) as product_code,
        category,
        department,
        colour,
        description
    from everything

),

-- What articles have in common, as integers to join on: the key of the first article that has it, which no later
-- article changes.
articles as (

    select
        article_key,
        article_id,
        first_sold_on,
        name,
        product_code,
        category,
        department,
        colour,
        description,
        min(article_key) over (partition by product_code) as product_key,
        case when category is not null then min(article_key) over (partition by category) end as category_key,
        case when department is not null then min(article_key) over (partition by department) end as department_key,
        case when colour is not null then min(article_key) over (partition by colour) end as colour_key
    from numbered

)

select * from articles
