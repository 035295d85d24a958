-- What was fitted knew only days before the cutoffs that it serves, and says no less than its training pairs show. The
-- calibration was not fitted to a window that the trees were grown on.
with

scores as (

    select min(as_of) as first_served from {{ ref('ranker_scores') }}

),

windows as (

    select
        max(label_until) as label_until,
        max(case when split = 'train' then label_until end) as grown_until
    from {{ ref('training_pairs') }}

),

fits as (

    select
        'ranker_model' as fitted,
        trained_through as fitted_through,
        cast(null as date) as fitted_from
    from {{ ref('ranker_model') }}
    union all
    select distinct
        'ranker_calibration' as fitted,
        fitted_through,
        fitted_from
    from {{ ref('ranker_calibration') }}

)

select
    fits.fitted,
    fits.fitted_from,
    fits.fitted_through,
    windows.grown_until,
    windows.label_until,
    scores.first_served
from fits
cross join scores
cross join windows
where
    fits.fitted_through is null
    or fits.fitted_from < windows.grown_until
    or fits.fitted_through >= scores.first_served
    or windows.label_until > scores.first_served
    or {{ days_between('fits.fitted_through', 'windows.label_until') }} <> 1
