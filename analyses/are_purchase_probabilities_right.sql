-- Is purchase_probability right: of offers given a chance p, is a share p bought?
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

-- The test lists go to customers who did buy something: the chance of that is
-- not tested here.
offers as (

    select
        recommendations.purchase_probability,
        labels.article_key is not null as is_bought,
        ntile(10) over (
            order by
                recommendations.purchase_probability,
                recommendations.customer_id,
                recommendations.rank
        ) as decile
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

deciles as (

    select
        decile,
        count(*) as offers,
        count(*) filter (where is_bought) as bought,
        round(min(purchase_probability), 4) as lowest_foretold,
        round(max(purchase_probability), 4) as highest_foretold,
        round(avg(purchase_probability), 4) as share_foretold,
        round(count(*) filter (where is_bought) * 1e0 / count(*), 4) as share_bought,
        round(count(*) filter (where is_bought) / nullif(sum(purchase_probability), 0e0), 2) as bought_to_foretold
    from offers
    group by decile

)

select * from deciles
order by decile
