-- What was fitted knew only days before the cutoffs that it serves, and says no less than its training pairs show. The
-- trees were grown on the train pairs alone, and the calibration was fitted to a later window.
with

scores as (

    select min(as_of) as first_served from {{ ref('ranker_scores') }}

),

windows as (

    select
        max(label_until) as label_until,
        max(case when split = 'train' then label_until end) as grown_until,
        count(*) filter (where split = 'train') as train_pairs
    from {{ ref('training_pairs') }}

),

fits as (

    select
        'ranker_model' as fitted,
        trained_through as fitted_through,
        cast(null as date) as fitted_from,
        training_pairs as pairs_grown_on
    from {{ ref('ranker_model') }}
    union all
    select distinct
        'ranker_calibration' as fitted,
        fitted_through,
        fitted_from,
        cast(null as bigint) as pairs_grown_on
    from {{ ref('ranker_calibration') }}
    union all
    select distinct
        'retriever_hit_rates' as fitted,
        fitted_through,
        cast(null as date) as fitted_from,
        cast(null as bigint) as pairs_grown_on
    from {{ ref('retriever_hit_rates') }}

)

select
    fits.fitted,
    fits.fitted_from,
    fits.fitted_through,
    fits.pairs_grown_on,
    windows.train_pairs,
    windows.grown_until,
    windows.label_until,
    scores.first_served
from fits
cross join scores
cross join windows
where
    fits.fitted_through is null
    or fits.fitted_from < windows.grown_until
    or fits.pairs_grown_on <> windows.train_pairs
    or fits.fitted_through >= scores.first_served
    or windows.label_until > scores.first_served
    or {{ days_between('fits.fitted_through', 'windows.label_until') }} <> 1
