{#-
    Features of candidate pairs: of some of those who ordered in each window that the ranker learned from, and in the
    latest that has closed.
-#}
{%- set most_customers = 500 -%}
{%- set features = marked_features(['candidate_pairs', 'customer_article_features']) -%}
with

learners as (

    select * from {{ ref('int_learners') }}

),

-- Pairs of one customer are alike, so that many customers tell more than many pairs.
ranked_learners as (

    select
        as_of,
        customer_key,
        row_number() over (
            partition by as_of order by {{ sampling_hash(0) }}, customer_key
        ) as sample_rank
    from learners

),

candidates as (

    select * from {{ ref('customer_article_features') }}
    where cohort = 'buyers'

),

pairs as (

    select
        candidates.as_of,
        candidates.split = 'test' as is_today,
        candidates.customer_key,
        {{ feature_columns(['candidate_pairs', 'customer_article_features'], 'candidates') }}
    from candidates
    inner join ranked_learners
        on
            candidates.as_of = ranked_learners.as_of
            and candidates.customer_key = ranked_learners.customer_key
    where ranked_learners.sample_rank <= {{ most_customers }}

),

{{ window_histograms('pair features', 'pairs', 'customer_key', ordered=features) }}
