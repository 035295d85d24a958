-- Candidate pairs are unique, and no join may repeat or lose one, or a key of it. Rows are counted: to look for two
-- alike among all pairs of a large shop takes more memory than a laptop has.
with

candidate_pairs as (

    select * from {{ ref('candidate_pairs') }}

),

customer_article_features as (

    select * from {{ ref('customer_article_features') }}

),

proposed as (

    select
        as_of,
        split,
        count(*) as pairs
    from candidate_pairs
    group by as_of, split

),

described as (

    select
        as_of,
        split,
        count(*) as pairs,
        count(case when customer_key is not null and article_key is not null then 1 end) as pairs_with_keys
    from customer_article_features
    group by as_of, split

)

select
    coalesce(proposed.as_of, described.as_of) as as_of,
    coalesce(proposed.split, described.split) as split,
    proposed.pairs as candidate_pairs,
    described.pairs as pairs_with_features,
    described.pairs_with_keys
from proposed
full outer join described on proposed.as_of = described.as_of and proposed.split = described.split
where
    coalesce(proposed.pairs, 0) <> coalesce(described.pairs, 0)
    or described.pairs_with_keys < described.pairs
