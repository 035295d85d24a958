{{ config(materialized='view') }}

with

windows as (

    select * from {{ ref('int_timing_windows') }}
    where purpose <> 'test'

),

periods as (

    select * from {{ ref('timing_periods') }}

),

features as (

    select * from {{ ref('timing_features') }}
    where split = 'train'

),

seasons as (

    select * from {{ ref('int_timing_seasons') }}

),

training_periods as (

    select
        windows.learned_for,
        windows.purpose,
        features.as_of,
        features.split,
        features.customer_key,
        features.last_event_at,
        {{ feature_columns(['timing_features'], 'features', mark='timing_feature') }},
        periods.days_until,
        periods.known_on,
        {{ feature_columns(['int_timing_seasons'], 'seasons', mark='timing_feature') }},
        periods.days_to_next,
        periods.is_bought
    from windows
    inner join periods
        on
            windows.as_of = periods.as_of
            and windows.days_until = periods.days_until
    inner join features
        on
            periods.as_of = features.as_of
            and periods.customer_key = features.customer_key
    inner join seasons
        on
            periods.as_of = seasons.as_of
            and periods.days_until = seasons.days_until

)

select * from training_periods
