with

timing_features as (

    select * from {{ ref('timing_features') }}
    where target = 'timing_test'

),

next_orders as (

    select * from {{ ref('int_timing_next_orders') }}
    where split = 'test'

),

-- How long each customer who was known at the test cutoff let the shop wait.
evaluated_next_orders as (

    select
        timing_features.as_of,
        timing_features.customer_key,
        case
            when timing_features.visits = 0 then 'newcomer'
            when timing_features.visits = 1 then 'once'
            when timing_features.visits <= 9 then 'regular'
            else 'heavy'
        end as segment,
        next_orders.days_to_next
    from timing_features
    left join next_orders
        on
            timing_features.as_of = next_orders.as_of
            and timing_features.customer_key = next_orders.customer_key

)

select * from evaluated_next_orders
