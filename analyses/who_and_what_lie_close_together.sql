-- Which articles do the same people buy, and which customers are near to them?
with

shop_map as (

    select * from shop_map

)

select
    kind,
    article_id,
    customer_id,
    name,
    x,
    y,
    coalesce(category, 'unknown') as category,
    coalesce(department, 'unknown') as department,
    cluster || ': ' || cluster_name as cluster
from shop_map
order by shop_map.cluster asc, kind asc, article_id asc, customer_id asc
