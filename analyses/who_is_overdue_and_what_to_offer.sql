-- Which good customers are overdue for their next purchase, and what to offer them?
with

customer_features as (

    select * from customer_features
    where split = 'serve'

),

recommendations as (

    select * from recommendations
    where split = 'serve' and rank = 1

),

customers as (

    select * from customers

),

articles as (

    select * from articles

),

-- Three purchase days make a rhythm. Beyond four cycles the customer is lost rather than late.
overdue as (

    select * from customer_features
    where
        customer_purchase_days >= 3
        and customer_cycle_position > 1.5
        and customer_cycle_position <= 4

),

offers as (

    select
        customers.customer_id,
        overdue.customer_purchase_days as purchase_days,
        overdue.customer_days_since_last as days_since_last,
        articles.name as best_offer,
        recommendations.reason,
        round(overdue.customer_gap_mean, 1) as days_between_purchases,
        round(overdue.customer_spend_micros / 1e6, 2) as spent
    from overdue
    inner join customers on overdue.customer_key = customers.customer_key
    inner join recommendations
        on customers.customer_id = recommendations.customer_id
    inner join articles on recommendations.article_id = articles.article_id

)

select * from offers
order by spent desc, customer_id asc
limit 25
