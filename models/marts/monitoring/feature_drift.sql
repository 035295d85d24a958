with

feature_shifts as (

    select * from {{ ref('feature_shifts') }}

),

feature_drift as (

    select
        population,
        feature,
        is_ordered,
        windows,
        reference_rows,
        today_rows,
        reference_customers,
        today_customers,
        bins,
        psi,
        psi_threshold,
        statistic,
        distance,
        p,
        q,
        is_drift,
        moved_bin,
        moved_above,
        moved_from,
        moved_to
    from feature_shifts

)

select * from feature_drift
order by population, feature
