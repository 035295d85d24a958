with

ranker_scores as (

    select * from {{ ref('ranker_scores') }}

),

ranker_calibration as (

    select * from {{ ref('ranker_calibration') }}

),

candidate_pairs as (

    select * from {{ ref('candidate_pairs') }}

),

customer_features as (

    select * from {{ ref('customer_features') }}

),

customer_article_history as (

    select * from {{ ref('int_customer_article_history') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

ranked as (

    select
        as_of,
        split,
        customer_key,
        article_key,
        last_event_at,
        score,
        row_number() over (
            partition by as_of, customer_key order by round(score, 9) desc, article_key
        ) as rank
    from ranker_scores

),

top_k as (

    select
        as_of,
        split,
        customer_key,
        article_key,
        last_event_at,
        score,
        rank
    from ranked
    where rank <= {{ var('top_k') }}

),

calibration as (

    select
        max(case when term = 'intercept' then weight end) as intercept,
        max(case when term = 'score' then weight end) as score_weight,
        max(case when term = 'log_rank' then weight end) as log_rank_weight,
        max(case when term = 'log_basket' then weight end) as log_basket_weight,
        max(case when term = 'is_newcomer' then weight end) as is_newcomer_weight
    from ranker_calibration

),

with_probability as (

    select
        top_k.as_of,
        top_k.split,
        top_k.customer_key,
        top_k.article_key,
        top_k.last_event_at,
        top_k.score,
        top_k.rank,
        customer_features.customer_purchase_days,
        1e0 / (1e0 + exp(-(
            calibration.intercept
            + calibration.score_weight * top_k.score
            + calibration.log_rank_weight * ln(cast(top_k.rank as double))
            + calibration.log_basket_weight * ln(1e0 + coalesce(customer_features.customer_basket_mean, 0e0))
            + case
                when customer_features.customer_basket_mean is null then calibration.is_newcomer_weight
                else 0e0
            end
        ))) as purchase_probability
    from top_k
    inner join customer_features
        on top_k.as_of = customer_features.as_of and top_k.customer_key = customer_features.customer_key
    cross join calibration

),

-- What put the article on the list, the most personal evidence first.
with_evidence as (

    select
        with_probability.as_of,
        with_probability.split,
        with_probability.customer_key,
        with_probability.article_key,
        with_probability.last_event_at,
        with_probability.score,
        with_probability.rank,
        with_probability.purchase_probability,
        with_probability.customer_purchase_days,
        customer_article_history.times_bought,
        customer_article_history.days_since_last,
        bought_with.name as bought_with_name,
        variant_of.name as variant_of_name,
        candidate_pairs.popular_in_segment_rank
    from with_probability
    inner join candidate_pairs
        on
            with_probability.as_of = candidate_pairs.as_of
            and with_probability.customer_key = candidate_pairs.customer_key
            and with_probability.article_key = candidate_pairs.article_key
    left join customer_article_history
        on
            with_probability.as_of = customer_article_history.as_of
            and with_probability.customer_key = customer_article_history.customer_key
            and with_probability.article_key = customer_article_history.article_key
    left join articles as bought_with on candidate_pairs.bought_with_article_key = bought_with.article_key
    left join articles as variant_of on candidate_pairs.variant_of_article_key = variant_of.article_key

),

recommendations as (

    select
        with_evidence.as_of,
        with_evidence.split,
        customers.customer_id,
        cast(with_evidence.rank as integer) as rank,
        articles.article_id,
        with_evidence.last_event_at,
        with_evidence.score,
        with_evidence.purchase_probability,
        case
            when with_evidence.times_bought > 1
                then
                    'You bought this ' || with_evidence.times_bought || ' times, the last time '
                    || {{ days_ago_in_words('with_evidence.days_since_last') }}
            when with_evidence.times_bought = 1
                then 'You bought this ' || {{ days_ago_in_words('with_evidence.days_since_last') }}
            when with_evidence.variant_of_name is not null
                then 'Another version of ' || with_evidence.variant_of_name || ', which you bought'
            when with_evidence.bought_with_name is not null
                then 'Often bought with ' || with_evidence.bought_with_name
            when with_evidence.popular_in_segment_rank is not null and customers.peer_group like 'aged%'
                then 'Popular with customers ' || customers.peer_group
            when with_evidence.popular_in_segment_rank is not null and customers.peer_group like 'in %'
                then 'Popular ' || customers.peer_group
            else 'Popular this week'
        end
        || case when with_evidence.customer_purchase_days = 0 then ', for a first purchase' else '' end as reason
    from with_evidence
    inner join customers on with_evidence.customer_key = customers.customer_key
    inner join articles on with_evidence.article_key = articles.article_key

)

select * from recommendations
order by as_of, customer_id, rank
