-- Which articles do the same people buy, and which customers are near to them?
with

shop_map as (

    select * from shop_map

),

points as (

    select
        kind,
        article_id,
        customer_id,
        name,
        x,
        y,
        coalesce(category, 'unknown') as category,
        coalesce(department, 'unknown') as department,
        cluster as cluster_number,
        cluster || ': ' || cluster_name as cluster_title
    from shop_map

)

select
    kind,
    article_id,
    customer_id,
    name,
    x,
    y,
    category,
    department,
    cluster_title as cluster
from points
order by cluster_number asc, kind asc, article_id asc, customer_id asc
