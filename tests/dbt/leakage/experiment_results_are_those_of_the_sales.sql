-- Who is compared, and how many of them ordered, is counted again from assignments and sales, up to its last day.
with

results as (

    select distinct
        experiment,
        arm,
        control,
        customers,
        control_customers,
        starts_on,
        ends_on
    from {{ ref('experiment_results') }}
    where segment is null and reading = 'assigned'

),

read_until as (

    select distinct
        experiment,
        ends_on
    from results

),

assignments as (

    select
        assigned.experiment,
        assigned.customer_id,
        min(assigned.arm) as arm
    from {{ ref('experiment_assignments') }} as assigned
    inner join read_until
        on assigned.experiment = read_until.experiment and assigned.valid_from < read_until.ends_on
    group by assigned.experiment, assigned.customer_id
    having count(distinct assigned.arm) = 1

),

known as (

    select
        results.experiment,
        results.arm,
        results.customers,
        count(*) as recounted
    from results
    inner join assignments
        on results.experiment = assignments.experiment and results.arm = assignments.arm
    inner join {{ ref('int_customers') }} as customers
        on assignments.customer_id = customers.customer_id and customers.first_sold_on < results.starts_on
    group by results.experiment, results.arm, results.customers

),

conversions as (

    select
        units.experiment,
        units.customer_id,
        units.conversion,
        max(case when orders.sold_on is not null then 1 else 0 end) as recounted
    from {{ ref('experiment_units') }} as units
    inner join {{ ref('int_customers') }} as customers on units.customer_id = customers.customer_id
    left join {{ ref('int_orders') }} as orders
        on
            customers.customer_key = orders.customer_key
            and orders.sold_on >= units.starts_on
            and orders.sold_on < units.ends_on
    group by units.experiment, units.customer_id, units.conversion

)

select
    experiment,
    arm as counted,
    customers as found,
    recounted
from known
where customers <> recounted
union all
select
    experiment,
    customer_id as counted,
    conversion as found,
    recounted
from conversions
where conversion <> recounted
