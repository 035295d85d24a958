with

recommended_pairs as (

    select * from {{ ref('recommended_pairs') }}

),

reasons as (

    select * from {{ ref('recommendation_reasons') }}

),

ranker_calibration as (

    select * from {{ ref('ranker_calibration') }}

),

customer_features as (

    select * from {{ ref('customer_features') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

articles as (

    select * from {{ ref('int_articles') }}

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

with_probability as (

    select
        recommended_pairs.as_of,
        recommended_pairs.split,
        recommended_pairs.customer_key,
        recommended_pairs.article_key,
        recommended_pairs.last_event_at,
        recommended_pairs.score,
        recommended_pairs.rank,
        1e0 / (1e0 + exp(-(
            calibration.intercept
            + calibration.score_weight * recommended_pairs.score
            + calibration.log_rank_weight * ln(cast(recommended_pairs.score_rank as double))
            + calibration.log_basket_weight * ln(1e0 + coalesce(customer_features.customer_basket_mean, 0e0))
            + case
                when customer_features.customer_basket_mean is null then calibration.is_newcomer_weight
                else 0e0
            end
        ))) as purchase_probability
    from recommended_pairs
    inner join customer_features
        on
            recommended_pairs.as_of = customer_features.as_of
            and recommended_pairs.customer_key = customer_features.customer_key
    inner join calibration on recommended_pairs.split = calibration.split

),

recommendations as (

    select
        with_probability.as_of,
        with_probability.split,
        customers.customer_id,
        with_probability.rank,
        articles.article_id,
        with_probability.last_event_at,
        with_probability.score,
        with_probability.purchase_probability,
        reasons.reason
    from with_probability
    inner join reasons
        on
            with_probability.as_of = reasons.as_of
            and with_probability.customer_key = reasons.customer_key
            and with_probability.article_key = reasons.article_key
    inner join customers on with_probability.customer_key = customers.customer_key
    inner join articles on with_probability.article_key = articles.article_key

)

select * from recommendations
order by as_of, customer_id, rank
