{{ config(materialized='view') }}

{{ pair_features(ref('customer_article_features')) }}
