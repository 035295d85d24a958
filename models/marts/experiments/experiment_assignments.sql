with

slots as (

    select * from {{ ref('experiment_slots') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

salts as (

    select distinct salt from slots

),

buckets as (

    select
        salts.salt,
        customers.customer_id,
        {{ hash_bucket("salts.salt || '/' || customers.customer_id", 1000000) }} as bucket
    from salts
    cross join customers

),

experiment_assignments as (

    select
        slots.experiment,
        buckets.customer_id,
        slots.arm,
        buckets.bucket,
        slots.valid_from,
        slots.valid_until
    from buckets
    inner join slots
        on
            buckets.salt = slots.salt
            and buckets.bucket >= slots.first_bucket
            and buckets.bucket < slots.end_bucket

)

select * from experiment_assignments
order by experiment, customer_id, valid_from
