-- Which customers should hear of one article (here the one on most lists)?
with

recommendations as (

    select * from recommendations
    where split = 'serve'

),

customer_features as (

    select * from customer_features
    where split = 'serve'

),

customers as (

    select * from customers

),

articles as (

    select * from articles

),

listed_most as (

    select article_id
    from recommendations
    group by article_id
    order by count(*) desc, article_id asc
    limit 1

),

-- A program sets the variable article_id to an article of its choice.
chosen_article as (

    select coalesce(getvariable('article_id'), min(article_id)) as article_id
    from listed_most

),

audience as (

    select
        articles.name,
        customers.customer_id,
        recommendations.rank as place_on_list,
        customer_features.customer_days_since_last as days_since_last,
        recommendations.reason,
        round(recommendations.purchase_probability, 4) as purchase_probability
    from recommendations
    inner join chosen_article
        on recommendations.article_id = chosen_article.article_id
    inner join articles on recommendations.article_id = articles.article_id
    inner join customers
        on recommendations.customer_id = customers.customer_id
    inner join customer_features
        on
            recommendations.as_of = customer_features.as_of
            and customers.customer_key = customer_features.customer_key

)

select * from audience
order by purchase_probability desc, place_on_list asc, customer_id asc
limit 25
