{{ config(materialized='view') }}

with

windows as (

    select * from {{ ref('int_timing_windows') }}
    where role <> 'test'

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
        windows.role,
        features.*,
        periods.days_until,
        periods.known_on,
        seasons.season_index,
        seasons.holidays,
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
