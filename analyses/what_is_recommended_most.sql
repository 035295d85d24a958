-- Which articles are on most lists today, and do they sell as widely?
with

recommendations as (

    select * from recommendations
    where split = 'serve'

),

article_features as (

    select * from article_features
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
        count(*) as customers_offered,
        avg(rank) as mean_rank
    from recommendations
    group by article_id

),

most_offered as (

    select
        articles.article_id,
        articles.name,
        offers.customers_offered,
        article_features.article_rank_28d as sales_rank_28d,
        article_features.article_buyers_28d as buyers_28d,
        round(offers.customers_offered * 1e0 / lists.lists, 4) as share_of_lists,
        round(offers.mean_rank, 1) as mean_rank
    from offers
    cross join lists
    inner join articles on offers.article_id = articles.article_id
    inner join article_features
        on articles.article_key = article_features.article_key

)

select * from most_offered
order by customers_offered desc, article_id asc
limit 20
