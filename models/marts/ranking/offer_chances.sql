with

recommended_pairs as (

    select * from {{ ref('recommended_pairs') }}

),

ranker_calibration as (

    select * from {{ ref('ranker_calibration') }}

),

customer_features as (

    select * from {{ ref('customer_features') }}

),

timing_scores as (

    select * from {{ ref('timing_scores') }}
    where model = 'next_purchase'

),

calibration as (

    select
        split,
        max(case when term = 'intercept' then weight end) as intercept,
        max(case when term = 'score' then weight end) as score_weight,
        max(case when term = 'log_rank' then weight end) as log_rank_weight,
        max(case when term = 'log_basket' then weight end) as log_basket_weight,
        max(case when term = 'is_newcomer' then weight end) as is_newcomer_weight
    from ranker_calibration
    group by split

),

chances_to_buy as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        {{ chance_within(var('label_days')) }} as p_buys
    from timing_scores

),

with_chances as (

    select
        recommended_pairs.as_of,
        recommended_pairs.split,
        recommended_pairs.cohort,
        recommended_pairs.customer_key,
        recommended_pairs.article_key,
        recommended_pairs.last_event_at,
        recommended_pairs.score,
        recommended_pairs.rank,
        chances_to_buy.p_buys,
        1e0 / (1e0 + exp(-(
            calibration.intercept
            + calibration.score_weight * recommended_pairs.score
            + calibration.log_rank_weight * ln(cast(recommended_pairs.score_rank as double))
            + calibration.log_basket_weight * ln(1e0 + coalesce(customer_features.customer_basket_mean, 0e0))
            + case
                when customer_features.customer_basket_mean is null then calibration.is_newcomer_weight
                else 0e0
            end
        ))) as p_article
    from recommended_pairs
    inner join customer_features
        on
            recommended_pairs.as_of = customer_features.as_of
            and recommended_pairs.customer_key = customer_features.customer_key
    inner join calibration on recommended_pairs.split = calibration.split
    inner join chances_to_buy
        on
            recommended_pairs.as_of = chances_to_buy.as_of
            and recommended_pairs.split = chances_to_buy.split
            and recommended_pairs.cohort = chances_to_buy.cohort
            and recommended_pairs.customer_key = chances_to_buy.customer_key

),

offer_chances as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        article_key,
        last_event_at,
        score,
        rank,
        p_buys,
        p_article,
        p_buys * p_article as purchase_probability
    from with_chances

)

select * from offer_chances
