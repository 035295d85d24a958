-- How much of today's lists has the customer never bought, by kind of customer?
with

recommendations as (

    select * from recommendations
    where split = 'serve'

),

customer_features as (

    select * from customer_features
    where split = 'serve'

),

customer_article_history as (

    select * from int_customer_article_history
    where split = 'serve'

),

customers as (

    select * from customers

),

articles as (

    select * from articles

),

offers as (

    select
        customers.customer_key,
        recommendations.purchase_probability,
        case
            when customer_features.customer_purchase_days = 0
                then '0 purchase days'
            when customer_features.customer_purchase_days <= 2
                then '1 to 2 purchase days'
            when customer_features.customer_purchase_days <= 9
                then '3 to 9 purchase days'
            else 'at least 10 purchase days'
        end as customers_with,
        customer_article_history.article_key is null as is_new
    from recommendations
    inner join customers
        on recommendations.customer_id = customers.customer_id
    inner join articles on recommendations.article_id = articles.article_id
    inner join customer_features
        on
            recommendations.as_of = customer_features.as_of
            and customers.customer_key = customer_features.customer_key
    left join customer_article_history
        on
            recommendations.as_of = customer_article_history.as_of
            and customers.customer_key = customer_article_history.customer_key
            and articles.article_key = customer_article_history.article_key

),

kinds as (

    select
        customers_with,
        count(distinct customer_key) as customers,
        count(*) as offers,
        round(count(*) filter (where is_new) * 1e0 / count(*), 4) as share_new_to_customer,
        round(avg(purchase_probability) filter (where is_new), 4)
            as mean_probability_new,
        round(avg(purchase_probability) filter (where not is_new), 4)
            as mean_probability_bought_before
    from offers
    group by customers_with

)

select * from kinds
order by customers_with
