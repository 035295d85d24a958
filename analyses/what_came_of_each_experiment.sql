-- What came of each experiment, and what is to be done about it?
with

results as (

    select * from experiment_results
    where segment is null and reading = 'assigned'

),

compared as (

    select
        experiment || case when is_simulated then ' (simulated)' else '' end as experiment,
        arm,
        metric,
        customers,
        round(relative_difference, 4) as change,
        round(relative_lower, 4) as ci_low,
        round(relative_upper, 4) as ci_high,
        round(q_value, 4) as q,
        advice
    from results

)

select * from compared
order by experiment, arm, metric
