{{ config(materialized='cutoff_table', meta={'reuse': 'ranking', 'independent': 'customers'}) }}
{#- What is chosen, and of whom: only that is joined with features. -#}
{%- set of_the_chosen = "cohort = 'buyers' and " ~ pending() ~ " and " ~ in_part() -%}
{%- set labels_of_pairs = ['label_until', 'is_bought'] -%}

with

candidate_pairs as (

    select * from {{ ref('candidate_pairs') }}
    where cohort = 'buyers' and {{ pending() }} and {{ in_part() }}

),

-- From the table again: a CTE that two read, DuckDB would compute whole, with every column.
proposals as (

    select * from {{ ref('candidate_pairs') }}
    where cohort = 'buyers' and {{ pending() }} and {{ in_part() }}

),

labels as (

    select * from {{ ref('labels') }}
    where {{ in_part() }}

),

learners as (

    select * from {{ ref('int_learners') }}
    where {{ in_part() }}

),

cutoffs as (

    select * from {{ ref('int_cutoffs') }}

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
    inner join learners
        on
            candidate_pairs.as_of = learners.as_of
            and candidate_pairs.customer_key = learners.customer_key
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

chosen_pairs as (

    select
        chosen.as_of,
        chosen.split,
        proposals.cohort,
        chosen.customer_key,
        chosen.article_key,
        proposals.last_event_at,
        chosen.label_until,
        chosen.is_bought,
        {{ feature_columns(['candidate_pairs'], 'proposals') }}
    from chosen
    left join proposals
        on
            chosen.as_of = proposals.as_of
            and chosen.customer_key = proposals.customer_key
            and chosen.article_key = proposals.article_key

),

described_pairs as (

    {{ customer_article_features('chosen_pairs', of_the_chosen, labels_of_pairs) | indent(4) }}

),

pair_features as (

    {{ pair_features('described_pairs', of_the_chosen, labels_of_pairs) | indent(4) }}

),

training_pairs as (

    select
        pair_features.as_of,
        pair_features.split,
        pair_features.customer_key,
        pair_features.article_key,
        pair_features.is_bought,
        pair_features.label_until,
        pair_features.last_event_at,
        {{ feature_columns(
            ['candidate_pairs', 'customer_article_features', 'customer_features', 'article_features'],
            'pair_features',
            type='float'
        ) }}
    from pair_features

)

select * from training_pairs
