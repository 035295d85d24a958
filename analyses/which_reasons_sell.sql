-- Which reasons for an offer are bought most, and how many offers do they make?
with

recommendations as (

    select * from recommendations
    where split = 'test'

),

reasons as (

    select * from recommendation_reasons
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
        labels.article_key is not null as is_bought,
        reasons.evidence
    from recommendations
    inner join customers
        on recommendations.customer_id = customers.customer_id
    inner join articles on recommendations.article_id = articles.article_id
    inner join reasons
        on
            recommendations.as_of = reasons.as_of
            and customers.customer_key = reasons.customer_key
            and articles.article_key = reasons.article_key
    left join labels
        on
            recommendations.as_of = labels.as_of
            and customers.customer_key = labels.customer_key
            and articles.article_key = labels.article_key

),

evidence as (

    select
        evidence,
        count(*) as offers,
        round(count(*) * 1e0 / sum(count(*)) over (), 4) as share_of_offers,
        round(avg(rank), 1) as mean_rank,
        count(*) filter (where is_bought) as bought,
        round(count(*) filter (where is_bought) * 1e0 / count(*), 4) as share_bought,
        round(avg(purchase_probability), 4) as share_foretold
    from offers
    group by evidence

)

select * from evidence
order by share_bought desc, evidence asc
