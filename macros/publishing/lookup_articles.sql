{#-
    A row an article, in the order of their ids, which gives each its place, from 0. What resembles it is named by its place;
    what must never be recommended resembles nothing.
-#}
{%- macro lookup_articles(tables) -%}
    with

    places as (

        {{ lookup_places(tables) }}

    ),

    features as (

        select * from {{ tables['article_features'] }}
        where split = 'serve'

    ),

    near as (

        select
            neighbours.article_key,
            list(places.place order by neighbours.rank) as similar_articles,
            list(neighbours.similarity order by neighbours.rank) as similarities
        from {{ tables['int_article_neighbours'] }} as neighbours
        inner join places on neighbours.neighbour_key = places.article_key
        where neighbours.split = 'serve' and not places.is_excluded
        group by neighbours.article_key

    )

    select
        articles.article_id,
        articles.name,
        articles.product_key as product,
        articles.category,
        features.article_price_micros / 1e6 as price,
        coalesce(features.article_days_on_sale <= {{ var('new_article_days') }}, false) as is_new,
        near.similar_articles,
        near.similarities
    from {{ tables['int_articles'] }} as articles
    inner join places on articles.article_key = places.article_key
    left join features on articles.article_key = features.article_key
    left join near on articles.article_key = near.article_key
    order by places.place
{%- endmacro -%}
