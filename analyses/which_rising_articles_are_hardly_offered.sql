-- Which articles are rising in sales, yet on fewer than one in a hundred of today's lists?
with

article_features as (

    select * from article_features
    where split = 'serve'

),

recommendations as (

    select * from recommendations
    where split = 'serve'

),

articles as (

    select * from articles

),

lists as (

    select count(distinct customer_id) as lists from recommendations

),

offers as (

    select
        article_id,
        count(*) as customers_offered
    from recommendations
    group by article_id

),

-- The last week at one and a half times the pace of the last four, and enough sales for that to mean something.
-- What has been on sale for a week at most has the highest trend there is, 4.
rising as (

    select * from article_features
    where
        article_trend_7d >= 1.5
        and article_orders_7d >= 10

),

rising_articles as (

    select
        articles.article_id,
        articles.name,
        rising.article_days_on_sale as days_on_sale,
        rising.article_orders_7d as orders_7d,
        rising.article_orders_28d as orders_28d,
        round(rising.article_trend_7d, 2) as trend,
        coalesce(offers.customers_offered, 0) as customers_offered
    from rising
    inner join articles on rising.article_key = articles.article_key
    left join offers on articles.article_id = offers.article_id
    cross join lists
    where coalesce(offers.customers_offered, 0) * 100 < lists.lists

)

select * from rising_articles
order by customers_offered asc, orders_7d desc, article_id asc
limit 25
