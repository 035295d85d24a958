with

values_by_metric as (

    select * from {{ ref('business_metric_values') }}

)

select
    metric,
    reading,
    experiment,
    starts_on,
    ends_on,
    customers,
    value,
    low,
    high,
    unit,
    definition
from values_by_metric
order by metric, reading, experiment
