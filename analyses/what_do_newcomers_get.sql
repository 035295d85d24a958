-- What is offered to customers of whom nothing is known, and do they buy it?
with

recommendations as (

    select * from recommendations
    where split = 'test'

),

customer_features as (

    select * from customer_features
    where split = 'test' and cohort = 'buyers'

),

labels as (

    select * from labels
    where split = 'test'

),

customers as (

    select * from customers

),

articles as (

    select * from articles

),

newcomers as (

    select
        customer_features.as_of,
        customers.customer_key,
        customers.customer_id
    from customer_features
    inner join customers
        on customer_features.customer_key = customers.customer_key
    where customer_features.customer_purchase_days = 0

),

offers as (

    select
        articles.article_id,
        articles.name,
        recommendations.rank,
        recommendations.purchase_probability,
        labels.article_key is not null as is_bought
    from recommendations
    inner join newcomers
        on
            recommendations.as_of = newcomers.as_of
            and recommendations.customer_id = newcomers.customer_id
    inner join articles on recommendations.article_id = articles.article_id
    left join labels
        on
            recommendations.as_of = labels.as_of
            and newcomers.customer_key = labels.customer_key
            and articles.article_key = labels.article_key

),

offered_articles as (

    select
        article_id,
        name,
        count(*) as newcomers_offered,
        round(avg(rank), 1) as mean_rank,
        count(*) filter (where is_bought) as bought,
        round(count(*) filter (where is_bought) * 1e0 / count(*), 4) as share_bought,
        round(avg(purchase_probability), 4) as share_foretold
    from offers
    group by article_id, name

)

select * from offered_articles
order by newcomers_offered desc, mean_rank asc, article_id asc
limit 25
