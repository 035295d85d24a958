with

customer_features as (

    select * from {{ ref('customer_features') }}
    where split = 'test'

),

evaluated_customers as (

    select
        as_of,
        split,
        customer_key,
        case
            when customer_purchase_days = 0 then 'newcomer'
            when customer_purchase_days <= 2 then 'light'
            when customer_purchase_days <= 9 then 'regular'
            else 'heavy'
        end as segment
    from customer_features

)

select * from evaluated_customers
