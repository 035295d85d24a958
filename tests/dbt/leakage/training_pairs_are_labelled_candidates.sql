-- Every training pair is a candidate of its own cutoff, with the label and the window of that cutoff.
with

training_pairs as (

    select * from {{ ref('training_pairs') }}

),

candidate_pairs as (

    select * from {{ ref('candidate_pairs') }}
    where split in ('train', 'validation', 'test') and cohort = 'buyers'

),

labels as (

    select * from {{ ref('labels') }}

),

cutoffs as (

    select * from {{ ref('int_cutoffs') }}

)

select
    training_pairs.as_of,
    training_pairs.split,
    training_pairs.customer_key,
    training_pairs.article_key,
    training_pairs.is_bought,
    training_pairs.label_until,
    candidate_pairs.article_key is not null as is_candidate,
    labels.article_key is not null as is_label
from training_pairs
left join candidate_pairs
    on
        training_pairs.as_of = candidate_pairs.as_of
        and training_pairs.split = candidate_pairs.split
        and training_pairs.customer_key = candidate_pairs.customer_key
        and training_pairs.article_key = candidate_pairs.article_key
left join labels
    on
        training_pairs.as_of = labels.as_of
        and training_pairs.customer_key = labels.customer_key
        and training_pairs.article_key = labels.article_key
left join cutoffs on training_pairs.as_of = cutoffs.as_of
where
    candidate_pairs.article_key is null
    or training_pairs.is_bought <> (labels.article_key is not null)
    or cutoffs.label_until is null
    or training_pairs.label_until <> cutoffs.label_until
