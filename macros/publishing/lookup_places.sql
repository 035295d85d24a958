{#- The place of each article among all, by id from 0, and whether it must never be recommended. -#}
{%- macro lookup_places(tables) -%}
    select
        articles.article_key,
        cast(row_number() over (order by articles.article_id) - 1 as integer) as place,
        articles.article_id in (
            select {{ id_as_text('article_id') }} from {{ tables['excluded_articles'] }}
        ) as is_excluded
    from {{ tables['int_articles'] }} as articles
{%- endmacro -%}
