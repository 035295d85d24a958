with

ranker_scores as (

    select * from {{ ref('ranker_scores') }}
    where split in ('validation', 'test') and cohort = 'buyers'

),

labels as (

    select * from {{ ref('labels') }}

),

cutoffs as (

    select * from {{ ref('int_cutoffs') }}

),

customer_features as (

    select * from {{ ref('customer_features') }}

),

ranked as (

    select
        as_of,
        split,
        customer_key,
        article_key,
        last_event_at,
        score,
        {{ rank_by_score() }} as rank
    from ranker_scores

),

-- Scored by a ranker that was grown on earlier windows alone, and now known to be bought or not.
calibration_pairs as (

    select
        ranked.as_of,
        ranked.split,
        ranked.customer_key,
        ranked.article_key,
        ranked.last_event_at,
        cutoffs.label_until,
        ranked.score,
        ranked.rank,
        customer_features.customer_basket_mean as basket,
        labels.article_key is not null as is_bought
    from ranked
    inner join cutoffs on ranked.as_of = cutoffs.as_of
    inner join customer_features
        on ranked.as_of = customer_features.as_of and ranked.customer_key = customer_features.customer_key
    left join labels
        on
            ranked.as_of = labels.as_of
            and ranked.customer_key = labels.customer_key
            and ranked.article_key = labels.article_key
    where ranked.rank <= {{ calibration_depth() }}

)

select * from calibration_pairs
