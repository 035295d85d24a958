{#- What sells in each segment of customers, and in a row without a segment in the whole shop; the best first, by their places. -#}
{%- macro lookup_popular(tables) -%}
    with

    places as (

        {{ lookup_places(tables) }}

    ),

    popularity as (

        select
            cast(null as varchar) as segment,
            article_key,
            weight / 1e6 as score
        from {{ tables['int_article_popularity'] }}
        where split = 'serve'
        union all
        select
            peer_group as segment,
            article_key,
            score
        from {{ tables['int_segment_best_sellers'] }}
        where split = 'serve'

    ),

    ranked as (

        select
            popularity.segment,
            places.place,
            row_number() over (
                partition by popularity.segment order by popularity.score desc, popularity.article_key asc
            ) as rank
        from popularity
        inner join places on popularity.article_key = places.article_key
        where not places.is_excluded

    )

    select
        segment,
        list(place order by rank) as articles
    from ranked
    where rank <= {{ list_depth() }}
    group by segment
    order by segment nulls first
{%- endmacro -%}
