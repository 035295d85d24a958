with

recommended_pairs as (

    select * from {{ ref('recommended_pairs') }}

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

-- What put the article on the list, the most personal evidence first.
evidence as (

    select
        recommended_pairs.as_of,
        recommended_pairs.split,
        recommended_pairs.customer_key,
        recommended_pairs.article_key,
        recommended_pairs.last_event_at,
        customers.peer_group,
        customer_features.customer_purchase_days,
        customer_article_history.times_bought,
        customer_article_history.days_since_last,
        bought_with.name as bought_with_name,
        variant_of.name as variant_of_name,
        candidate_pairs.popular_in_segment_rank
    from recommended_pairs
    inner join customers on recommended_pairs.customer_key = customers.customer_key
    inner join customer_features
        on
            recommended_pairs.as_of = customer_features.as_of
            and recommended_pairs.customer_key = customer_features.customer_key
    inner join candidate_pairs
        on
            recommended_pairs.as_of = candidate_pairs.as_of
            and recommended_pairs.customer_key = candidate_pairs.customer_key
            and recommended_pairs.article_key = candidate_pairs.article_key
    left join customer_article_history
        on
            recommended_pairs.as_of = customer_article_history.as_of
            and recommended_pairs.customer_key = customer_article_history.customer_key
            and recommended_pairs.article_key = customer_article_history.article_key
    left join articles as bought_with on candidate_pairs.bought_with_article_key = bought_with.article_key
    left join articles as variant_of on candidate_pairs.variant_of_article_key = variant_of.article_key

),

reasons as (

    select
        as_of,
        split,
        customer_key,
        article_key,
        last_event_at,
        case
            when times_bought > 1
                then
                    'You bought this ' || times_bought || ' times, the last time '
                    || {{ days_ago_in_words('days_since_last') }}
            when times_bought = 1
                then 'You bought this ' || {{ days_ago_in_words('days_since_last') }}
            when variant_of_name is not null
                then 'Another version of ' || variant_of_name || ', which you bought'
            when bought_with_name is not null
                then 'Often bought with ' || bought_with_name
            when popular_in_segment_rank is not null and peer_group like 'aged%'
                then 'Popular with customers ' || peer_group
            when popular_in_segment_rank is not null and peer_group like 'in %'
                then 'Popular ' || peer_group
            else 'Popular this week'
        end
        || case when customer_purchase_days = 0 then ', for a first purchase' else '' end as reason
    from evidence

)

select * from reasons
