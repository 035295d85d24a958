with

cutoffs as (

    select * from {{ ref('int_cutoffs') }}
    where split = 'test'

),

customers as (

    select * from {{ ref('int_customers') }}

),

known_customers as (

    select
        cutoffs.as_of,
        customers.customer_key,
        case
            when {{ before_cutoff('customers.first_sold_on', 'cutoffs.as_of') }} then customers.first_sold_on
        end as first_sold_on
    from cutoffs
    cross join customers
    where
        (customers.is_listed or {{ before_cutoff('customers.first_sold_on', 'cutoffs.as_of') }})
        and {{ on_its_side('cutoffs.split', 'customers.customer_fold') }}

),

ranked_customers as (

    select
        known_customers.as_of,
        known_customers.customer_key,
        known_customers.first_sold_on,
        {{ sample_rank('known_customers') }} as sample_rank
    from known_customers
    inner join customers on known_customers.customer_key = customers.customer_key

),

-- Buyers or not: probabilities are measured on these.
drawn_customers as (

    select
        as_of,
        customer_key,
        first_sold_on
    from ranked_customers
    where sample_rank <= {{ var('train_customers') }}

)

select * from drawn_customers
