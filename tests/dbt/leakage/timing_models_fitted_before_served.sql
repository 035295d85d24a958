{{ config(group='next_purchase') }}

-- The timing models knew only days before the target they are for, the blend was weighed on windows that the models
-- weighed were not fitted to, and they say no less than their windows show.
with

periods as (

    select
        windows.learned_for,
        windows.purpose,
        periods.as_of,
        periods.known_on
    from {{ ref('int_timing_windows') }} as windows
    inner join {{ ref('timing_periods') }} as periods
        on
            windows.as_of = periods.as_of
            and windows.days_until = periods.days_until

),

learned as (

    select
        learned_for,
        max(known_on) filter (where purpose = 'train') as trained_through,
        max(known_on) filter (where purpose = 'refit') as fitted_through,
        min(as_of) filter (where purpose = 'validation') as validated_from,
        count(*) filter (where purpose = 'refit') as training_periods
    from periods
    group by learned_for

)

select
    models.target,
    targets.as_of,
    models.trained_through,
    models.validated_from,
    models.fitted_through,
    models.training_periods,
    learned.training_periods as periods_to_learn_from
from {{ ref('timing_models') }} as models
full outer join {{ ref('int_timing_targets') }} as targets on models.target = targets.target
left join learned on models.target = learned.learned_for
where
    models.target is null
    or models.split is distinct from targets.split
    or targets.as_of is null
    or models.fitted_through >= targets.as_of
    or models.trained_through >= models.validated_from
    or models.trained_through is distinct from learned.trained_through
    or models.fitted_through is distinct from learned.fitted_through
    or models.validated_from is distinct from learned.validated_from
    or models.training_periods is distinct from learned.training_periods
