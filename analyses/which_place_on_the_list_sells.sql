-- How often is each place on the list bought, and how often was it foretold?
with

recommendations as (

    select * from recommendations
    where split = 'test'

),

labels as (

    select * from labels
    where split = 'test'

),

customers as (

    select * from int_customers

),

articles as (

    select * from int_articles

),

offers as (

    select
        recommendations.rank,
        recommendations.purchase_probability,
        labels.article_key is not null as is_bought
    from recommendations
    inner join customers
        on recommendations.customer_id = customers.customer_id
    inner join articles on recommendations.article_id = articles.article_id
    left join labels
        on
            recommendations.as_of = labels.as_of
            and customers.customer_key = labels.customer_key
            and articles.article_key = labels.article_key

),

places as (

    select
        rank,
        count(*) as offers,
        count(*) filter (where is_bought) as bought,
        round(count(*) filter (where is_bought) * 1e0 / count(*), 4) as share_bought,
        round(avg(purchase_probability), 4) as share_foretold
    from offers
    group by rank

)

select * from places
order by rank
