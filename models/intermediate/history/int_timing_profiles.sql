{{ config(materialized='view') }}

with

audience as (

    select * from {{ ref('int_timing_audience') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

-- What an invoice tells is known from its day on; whoever is in the audience was named by a sale or a list before.
timing_profiles as (

    select
        audience.as_of,
        audience.split,
        audience.customer_key,
        customers.described_on,
        customers.age,
        customers.gender,
        customers.club_status,
        customers.newsletter
    from audience
    inner join customers on audience.customer_key = customers.customer_key
    where customers.described_on is null or {{ before_cutoff('customers.described_on', 'audience.as_of') }}

)

select * from timing_profiles
