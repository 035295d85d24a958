with

features as (

    select * from {{ ref('timing_features') }}
    where split = 'train'

),

outcomes as (

    select * from {{ ref('push_outcomes') }}

),

push_trials as (

    select
        features.as_of,
        features.split,
        features.customer_key,
        features.last_event_at,
        {{ feature_columns(['timing_features'], 'features', mark='timing_feature') }},
        outcomes.known_on,
        outcomes.is_treated,
        outcomes.propensity,
        outcomes.is_pushed,
        outcomes.is_ordered
    from outcomes
    inner join features
        on
            outcomes.as_of = features.as_of
            and outcomes.customer_key = features.customer_key

)

select * from push_trials
