-- A finding that nobody reads, or an alert without one.
with

alerts as (

    select count(*) as alerts from {{ ref('alerts') }}

),

drift as (

    select count(*) as findings from {{ ref('feature_drift') }}
    where is_drift

),

data_quality as (

    select count(*) as findings from {{ ref('data_quality') }}
    where is_unusual

),

decay as (

    select count(*) as findings from {{ ref('prediction_quality') }}
    where is_decay

)

select
    alerts.alerts,
    drift.findings + data_quality.findings + decay.findings as findings,
    'not every finding is an alert' as problem
from alerts
cross join drift
cross join data_quality
cross join decay
where alerts.alerts <> drift.findings + data_quality.findings + decay.findings
