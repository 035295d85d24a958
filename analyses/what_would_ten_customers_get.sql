-- What would ten customers be offered, when do they order next, and when are they reached?
with

recommendations as (

    select * from recommendations
    where split = 'serve'

),

next_purchase as (

    select * from next_purchase
    where split = 'serve'

),

send_time as (

    select * from send_time
    where split = 'serve'

),

articles as (

    select * from articles

),

ten_customers as (

    select customer_id
    from recommendations
    group by customer_id
    order by md5(customer_id), customer_id
    limit 10

),

offers as (

    select
        recommendations.customer_id,
        max(recommendations.reason) filter (where recommendations.rank = 1) as because,
        max(coalesce(articles.name, articles.article_id)) filter (where recommendations.rank = 1) as first_offer,
        max(coalesce(articles.name, articles.article_id)) filter (where recommendations.rank = 2) as second_offer,
        max(coalesce(articles.name, articles.article_id)) filter (where recommendations.rank = 3) as third_offer
    from ten_customers
    inner join recommendations on ten_customers.customer_id = recommendations.customer_id
    inner join articles on recommendations.article_id = articles.article_id
    group by recommendations.customer_id

),

examples as (

    select
        offers.customer_id,
        offers.first_offer,
        offers.because,
        offers.second_offer,
        offers.third_offer,
        next_purchase.p_30d as orders_within_30_days,
        send_time.weekday,
        send_time.hour as hour_of_day
    from offers
    left join next_purchase on offers.customer_id = next_purchase.customer_id
    left join send_time on offers.customer_id = send_time.customer_id

)

select * from examples
order by customer_id
