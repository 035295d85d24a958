{{ config(group='ranking') }}

-- What was fitted knew only days before the cutoff that it serves, and says no less than its training pairs show. The
-- calibrations were fitted to later windows than those that the first ranker was grown on.
with

cutoffs as (

    select * from {{ ref('int_cutoffs') }}

),

learned_from as (

    {% set closed_before = {
        'validation': ['train'],
        'test': ['train', 'validation'],
        'serve': ['train', 'validation', 'test'],
    } -%}
    {% for served, splits in closed_before.items() -%}
    select
        '{{ served }}' as split,
        pairs.as_of,
        pairs.label_until,
        max(cast(pairs.is_bought as integer)) over (partition by pairs.as_of, pairs.customer_key) as has_purchase
    from {{ ref('training_pairs') }} as pairs
    where pairs.split in ('{{ splits | join("', '") }}')
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

windows as (

    select
        split,
        max(label_until) as label_until,
        count(*) filter (where has_purchase = 1) as pairs
    from learned_from
    group by split

),

grown_on_train as (

    select max(label_until) as grown_until from {{ ref('training_pairs') }}
    where split = 'train'

),

closed as (

    {% for served, splits in closed_before.items() -%}
    select
        '{{ served }}' as split,
        max(label_until) as label_until
    from cutoffs
    where split in ('{{ splits | join("', '") }}')
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

rankers as (

    select
        'ranker_model' as fitted,
        split,
        trained_through as fitted_through,
        cast(null as date) as fitted_from,
        training_pairs as pairs_grown_on
    from {{ ref('ranker_model') }}

),

calibrations as (

    select distinct
        'ranker_calibration' as fitted,
        split,
        fitted_through,
        fitted_from,
        cast(null as bigint) as pairs_grown_on
    from {{ ref('ranker_calibration') }}

),

hit_rates as (

    select distinct
        'retriever_hit_rates' as fitted,
        'test' as split,
        fitted_through,
        cast(null as date) as fitted_from,
        cast(null as bigint) as pairs_grown_on
    from {{ ref('retriever_hit_rates') }}

),

fits as (

    select * from rankers
    union all
    select * from calibrations
    union all
    select * from hit_rates

)

select
    fits.fitted,
    fits.split,
    fits.fitted_from,
    fits.fitted_through,
    fits.pairs_grown_on,
    windows.pairs as pairs_to_grow_on,
    windows.label_until,
    closed.label_until as closed_until,
    grown_on_train.grown_until,
    cutoffs.as_of as first_served
from fits
left join cutoffs on fits.split = cutoffs.split
left join windows on fits.split = windows.split
left join closed on fits.split = closed.split
cross join grown_on_train
where
    (fits.fitted_through is null and windows.label_until is not null)
    or cutoffs.as_of is null
    or fits.fitted_through >= cutoffs.as_of
    or fits.fitted_from < grown_on_train.grown_until
    or fits.pairs_grown_on <> windows.pairs
    -- A ranker is given the pairs there are, and a calibration whole windows, with pairs or without.
    or (
        fits.fitted = 'ranker_model'
        and {{ days_between('fits.fitted_through', 'windows.label_until') }} <> 1
    )
    or (
        fits.fitted <> 'ranker_model'
        and {{ days_between('fits.fitted_through', 'closed.label_until') }} <> 1
    )
