with

customer_features as (

    select * from {{ ref('customer_features') }}
    where split = 'test' and cohort = 'buyers'

),

evaluated_customers as (

    select
        as_of,
        split,
        customer_key,
        {{ customer_segment('customer_purchase_days') }} as segment
    from customer_features

)

select * from evaluated_customers
