{{ config(materialized='view') }}

with

staged_assignments as (

    select * from {{ journal('assignments') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

assignments as (

    select
        customers.customer_key,
        staged_assignments.event_id,
        staged_assignments.occurred_at,
        staged_assignments.known_on,
        staged_assignments.experiment,
        staged_assignments.arm
    from staged_assignments
    inner join customers on staged_assignments.customer_id = customers.customer_id

)

select * from assignments
