with

recommendations as (

    select * from {{ ref('recommendations') }}
    where split = 'test'

),

customers as (

    select * from {{ ref('int_customers') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

evaluated_purchases as (

    select * from {{ ref('evaluated_purchases') }}

),

evaluated_chances as (

    select
        recommendations.as_of,
        customers.customer_key,
        articles.article_key,
        recommendations.purchase_probability as chance,
        evaluated_purchases.article_key is not null as is_bought
    from recommendations
    inner join customers on recommendations.customer_id = customers.customer_id
    inner join articles on recommendations.article_id = articles.article_id
    left join evaluated_purchases
        on
            recommendations.as_of = evaluated_purchases.as_of
            and customers.customer_key = evaluated_purchases.customer_key
            and articles.article_key = evaluated_purchases.article_key

)

select * from evaluated_chances
