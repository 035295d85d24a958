with

map_points as (

    select * from {{ ref('int_map_points') }}

),

map_purchases as (

    select * from {{ ref('int_map_purchases') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

mapped_articles as (

    select
        map_points.cluster,
        articles.article_key,
        articles.name,
        articles.category,
        articles.department
    from map_points
    inner join articles on map_points.article_key = articles.article_key

),

attributes as (

    select
        cluster,
        'category' as attribute,
        category as value
    from mapped_articles
    where category is not null
    union all
    select
        cluster,
        'department' as attribute,
        department as value
    from mapped_articles
    where department is not null

),

cluster_values as (

    select
        cluster,
        attribute,
        value,
        count(*) as articles
    from attributes
    group by cluster, attribute, value

),

shares as (

    select
        *,
        cast(articles as double) / sum(articles) over (partition by cluster, attribute) as share_here,
        cast(sum(articles) over (partition by attribute, value) as double)
        / sum(articles) over (partition by attribute) as share_on_map
    from cluster_values

),

-- What sets its articles apart from all others.
by_attribute as (

    select
        cluster,
        value as cluster_name
    from shares
    qualify
        row_number() over (
            partition by cluster order by share_here - share_on_map desc, attribute asc, value asc
        ) = 1

),

buyers as (

    select
        article_key,
        count(*) as customers
    from map_purchases
    group by article_key

),

-- Where the shop knows nothing of its articles but their names.
by_best_seller as (

    select
        mapped_articles.cluster,
        'around ' || mapped_articles.name as cluster_name
    from mapped_articles
    inner join buyers on mapped_articles.article_key = buyers.article_key
    qualify
        row_number() over (
            partition by mapped_articles.cluster
            order by buyers.customers desc, mapped_articles.article_key asc
        ) = 1

),

bought_values as (

    select
        map_purchases.customer_key,
        articles.category,
        articles.department,
        count(*) as articles
    from map_purchases
    inner join articles on map_purchases.article_key = articles.article_key
    group by map_purchases.customer_key, articles.category, articles.department

),

bought_most as (

    select
        customer_key,
        category,
        department
    from bought_values
    qualify
        row_number() over (
            partition by customer_key
            order by articles desc, category asc nulls last, department asc nulls last
        ) = 1

),

shop_map as (

    select
        map_points.as_of,
        case when map_points.article_key is null then 'customer' else 'article' end as kind,
        articles.article_id,
        customers.customer_id,
        articles.name,
        map_points.x,
        map_points.y,
        coalesce(articles.category, bought_most.category) as category,
        coalesce(articles.department, bought_most.department) as department,
        map_points.cluster,
        coalesce(by_attribute.cluster_name, by_best_seller.cluster_name) as cluster_name,
        map_points.last_event_at
    from map_points
    left join articles on map_points.article_key = articles.article_key
    left join customers on map_points.customer_key = customers.customer_key
    left join bought_most on map_points.customer_key = bought_most.customer_key
    left join by_attribute on map_points.cluster = by_attribute.cluster
    left join by_best_seller on map_points.cluster = by_best_seller.cluster

)

select * from shop_map
order by kind asc, article_id asc, customer_id asc
