-- Which pairs of articles are bought together most, for their size?
with

neighbours as (

    select * from int_article_neighbours
    where split = 'serve'

),

article_features as (

    select * from article_features
    where split = 'serve'

),

articles as (

    select * from articles

),

-- Of rarely sold articles a handful of baskets would look like a rule.
often_sold as (

    select
        articles.article_key,
        articles.name,
        articles.product_code,
        article_features.article_orders_91d
    from article_features
    inner join articles on article_features.article_key = articles.article_key
    where article_features.article_orders_91d >= 30

),

pairs as (

    select
        one.name as article,
        other.name as bought_with,
        one.article_orders_91d as orders_91d,
        other.article_orders_91d as orders_91d_of_other,
        one.article_key,
        other.article_key as other_key,
        round(neighbours.similarity, 3) as similarity,
        one.product_code = other.product_code as are_variants
    from neighbours
    inner join often_sold as one
        on neighbours.article_key = one.article_key
    inner join often_sold as other
        on neighbours.neighbour_key = other.article_key
    where neighbours.article_key < neighbours.neighbour_key

),

strongest_pairs as (

    select
        article,
        bought_with,
        similarity,
        are_variants,
        orders_91d,
        orders_91d_of_other
    from pairs
    order by similarity desc, article_key asc, other_key asc
    limit 25

)

select * from strongest_pairs
