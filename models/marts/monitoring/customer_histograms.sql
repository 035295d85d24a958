{#- Features of those who ordered: in each window that the ranker learned from, and in the latest that has closed. -#}
{%- set features = marked_features(['customer_features']) -%}
with

customer_features as (

    select * from {{ ref('customer_features') }}
    where cohort = 'buyers'

),

learners as (

    select * from {{ ref('int_learners') }}

),

buyers as (

    select
        customer_features.as_of,
        customer_features.split = 'test' as is_today,
        customer_features.customer_key,
        {{ feature_columns(['customer_features'], 'customer_features') }}
    from customer_features
    inner join learners
        on
            customer_features.as_of = learners.as_of
            and customer_features.customer_key = learners.customer_key

),

{{ window_histograms('customer features', 'buyers', 'customer_key', ordered=features, once=true) }}
