with

readings as (

    select * from {{ ref('experiment_readings') }}

)

select
    experiment,
    reading,
    segment,
    starts_on,
    ends_on,
    customers_moved,
    is_simulated,
    arm,
    control,
    metric,
    status,
    customers,
    control_customers,
    customers_in_two_arms,
    share,
    planned_share,
    sample_ratio_p,
    value,
    control_value,
    difference,
    lower,
    upper,
    relative_difference,
    relative_lower,
    relative_upper,
    p_value,
    chi_square_p,
    effect_size,
    variance_reduction,
    capped_at,
    sequence_lower,
    sequence_upper,
    q_value,
    is_significant,
    is_always_significant,
    verdict,
    advice
from readings
order by experiment asc, reading asc, segment asc nulls first, arm asc, metric asc
