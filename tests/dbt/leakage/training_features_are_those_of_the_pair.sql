-- What a training pair says of itself, its customer and its article is what the tables of features say at its cutoff.
-- (The features in customer_article_features are a view over the same tables, and too expensive to compute again.)
with

training_pairs as (

    select * from {{ ref('training_pairs') }}

),

candidate_pairs as (

    select * from {{ ref('candidate_pairs') }}

),

customer_features as (

    select * from {{ ref('customer_features') }}

),

article_features as (

    select * from {{ ref('article_features') }}

),

compared as (

    select
        training_pairs.as_of,
        training_pairs.customer_key,
        training_pairs.article_key,
        coalesce({{ features_differ('candidate_pairs', 'training_pairs') }}, true) as differs_from_pair,
        coalesce({{ features_differ('customer_features', 'training_pairs') }}, true) as differs_from_customer,
        coalesce({{ features_differ('article_features', 'training_pairs') }}, true) as differs_from_article
    from training_pairs
    left join candidate_pairs
        on
            training_pairs.as_of = candidate_pairs.as_of
            and training_pairs.customer_key = candidate_pairs.customer_key
            and training_pairs.article_key = candidate_pairs.article_key
    left join customer_features
        on
            training_pairs.as_of = customer_features.as_of
            and training_pairs.customer_key = customer_features.customer_key
    left join article_features
        on
            training_pairs.as_of = article_features.as_of
            and training_pairs.article_key = article_features.article_key

)

select
    as_of,
    customer_key,
    article_key,
    differs_from_pair,
    differs_from_customer,
    differs_from_article
from compared
where differs_from_pair or differs_from_customer or differs_from_article
