{{ config(materialized='view') }}

{{ customer_article_features(ref('candidate_pairs')) }}
