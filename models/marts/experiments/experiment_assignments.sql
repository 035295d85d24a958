with

phases as (

    select * from {{ ref('experiment_phases') }}

),

slots as (

    select * from {{ ref('experiment_slots') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

salts as (

    select distinct
        experiment,
        salt
    from phases

),

buckets as (

    select
        salts.experiment,
        customers.customer_id,
        {{ hash_bucket("salts.salt || '/' || customers.customer_id", 1000000) }} as bucket
    from salts
    cross join customers

),

experiment_assignments as (

    select
        buckets.experiment,
        buckets.customer_id,
        slots.arm,
        buckets.bucket,
        phases.valid_from,
        phases.valid_until
    from buckets
    inner join slots
        on
            buckets.experiment = slots.experiment
            and buckets.bucket >= slots.first_bucket
            and buckets.bucket < slots.end_bucket
    inner join phases
        on
            slots.experiment = phases.experiment
            and slots.valid_from = phases.valid_from

)

select * from experiment_assignments
order by experiment, customer_id, valid_from
