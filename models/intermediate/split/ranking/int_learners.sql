with

audience as (

    select * from {{ ref('int_audience') }}
    where cohort = 'buyers'

),

customers as (

    select * from {{ ref('int_customers') }}

),

ranked_customers as (

    select
        audience.as_of,
        audience.split,
        audience.customer_key,
        {{ sample_rank('audience') }} as sample_rank
    from audience
    inner join customers on audience.customer_key = customers.customer_key

),

-- In test everyone is measured, but not everyone is needed to learn from.
learners as (

    select
        as_of,
        split,
        customer_key
    from ranked_customers
    where sample_rank <= {{ var('train_customers') }}

)

select * from learners
