-- What was fitted knew only days before the cutoffs that it serves, and says no less than its training pairs show.
with

scores as (

    select min(as_of) as first_served from {{ ref('ranker_scores') }}

),

windows as (

    select max(label_until) as label_until from {{ ref('training_pairs') }}

),

fits as (

    select
        'ranker_model' as fitted,
        trained_through as fitted_through
    from {{ ref('ranker_model') }}
    union all
    select distinct
        'ranker_calibration' as fitted,
        fitted_through
    from {{ ref('ranker_calibration') }}

)

select
    fits.fitted,
    fits.fitted_through,
    windows.label_until,
    scores.first_served
from fits
cross join scores
cross join windows
where
    fits.fitted_through is null
    or fits.fitted_through >= scores.first_served
    or windows.label_until > scores.first_served
    or {{ days_between('fits.fitted_through', 'windows.label_until') }} <> 1
