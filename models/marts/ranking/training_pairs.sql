{{ config(materialized='cutoff_table', meta={'reuse': 'ranking'}) }}

with

pair_features as (

    select * from {{ ref('pair_features') }}
    where cohort = 'buyers' and {{ pending() }}

),

candidate_pairs as (

    select * from {{ ref('candidate_pairs') }}
    where cohort = 'buyers' and {{ pending() }}

),

labels as (

    select * from {{ ref('labels') }}

),

cutoffs as (

    select * from {{ ref('int_cutoffs') }}

),

audience as (

    select * from {{ ref('int_audience') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

ranked_customers as (

    select
        audience.as_of,
        audience.customer_key,
        {{ sample_rank('audience') }} as sample_rank
    from audience
    inner join customers on audience.customer_key = customers.customer_key
    where audience.cohort = 'buyers'

),

-- In test everyone is measured, but not everyone is needed to learn from.
sampled_customers as (

    select
        as_of,
        customer_key
    from ranked_customers
    where sample_rank <= {{ var('train_customers') }}

),

labelled as (

    select
        candidate_pairs.as_of,
        candidate_pairs.split,
        candidate_pairs.customer_key,
        candidate_pairs.article_key,
        cutoffs.label_until,
        labels.article_key is not null as is_bought
    from candidate_pairs
    inner join cutoffs on candidate_pairs.as_of = cutoffs.as_of
    inner join sampled_customers
        on
            candidate_pairs.as_of = sampled_customers.as_of
            and candidate_pairs.customer_key = sampled_customers.customer_key
    left join labels
        on
            candidate_pairs.as_of = labels.as_of
            and candidate_pairs.customer_key = labels.customer_key
            and candidate_pairs.article_key = labels.article_key

),

sampled as (

    select
        as_of,
        split,
        customer_key,
        article_key,
        label_until,
        is_bought,
        max(cast(is_bought as integer)) over (partition by as_of, customer_key) as has_purchase,
        row_number() over (
            partition by as_of, customer_key, is_bought
            order by {{ sampling_hash() }}, article_key
        ) as sample_rank
    from labelled

),

-- A customer none of whose candidates was bought has no order to teach. In validation lists are whole, to be judged on.
chosen as (

    select
        as_of,
        split,
        customer_key,
        article_key,
        label_until,
        is_bought
    from sampled
    where
        split = 'validation'
        or (has_purchase = 1 and (is_bought or sample_rank <= {{ var('train_negatives') }}))

),

training_pairs as (

    select
        chosen.as_of,
        chosen.split,
        chosen.customer_key,
        chosen.article_key,
        chosen.is_bought,
        chosen.label_until,
        pair_features.last_event_at,
        {{ feature_columns(
            ['candidate_pairs', 'customer_article_features', 'customer_features', 'article_features'],
            'pair_features',
            type='float'
        ) }}
    from chosen
    left join pair_features
        on
            chosen.as_of = pair_features.as_of
            and chosen.customer_key = pair_features.customer_key
            and chosen.article_key = pair_features.article_key

)

select * from training_pairs
