with

article_features as (

    select * from {{ ref('article_features') }}
    where split = 'test'

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

history_days as (

    select * from {{ ref('int_history_days') }}
    where split = 'test'

),

articles as (

    select * from {{ ref('int_articles') }}

),

past_buyers as (

    select
        history_days.as_of,
        count(distinct purchases.customer_key) as total_buyers
    from purchases
    inner join history_days on purchases.sold_on = history_days.sold_on
    group by history_days.as_of

),

evaluated_catalogue as (

    select
        article_features.as_of,
        article_features.article_key,
        articles.product_key,
        articles.category_key,
        article_features.article_buyers as buyers,
        past_buyers.total_buyers
    from article_features
    inner join articles on article_features.article_key = articles.article_key
    inner join past_buyers on article_features.as_of = past_buyers.as_of

)

select * from evaluated_catalogue
