{#- Features of articles: in each window that the ranker learned from, and today. -#}
{%- set features = marked_features(['article_features']) -%}
with

article_features as (

    select * from {{ ref('article_features') }}

),

articles as (

    select
        article_features.as_of,
        article_features.split = 'serve' as is_today,
        article_features.article_key,
        {{ feature_columns(['article_features'], 'article_features') }}
    from article_features

),

{{ window_histograms('article features', 'articles', 'article_key', ordered=features, once=true) }}
