-- next_purchase answers for everybody: in test for all who were known by then, in serve for all.
with

targets as (

    select * from {{ ref('int_timing_targets') }}
    where target in ('timing_test', 'serve')

),

customers as (

    select * from {{ ref('int_customers') }}

),

first_sales as (

    select
        customer_key,
        min(sold_on) as first_sold_on
    from {{ ref('int_transactions') }}
    where customer_key is not null
    group by customer_key

),

expected as (

    select
        targets.as_of,
        targets.split,
        customers.customer_id
    from targets
    cross join customers
    left join first_sales on customers.customer_key = first_sales.customer_key
    where
        targets.split = 'serve'
        or (
            (customers.is_listed or first_sales.first_sold_on < targets.as_of)
            and {{ on_its_side('targets.split', 'customers.customer_fold') }}
        )

),

answered as (

    select * from {{ ref('next_purchase') }}

)

select
    coalesce(expected.split, answered.split) as split,
    coalesce(expected.customer_id, answered.customer_id) as customer_id,
    case when answered.customer_id is null then 'has no answer' else 'was not known' end as problem
from expected
full outer join answered
    on
        expected.as_of = answered.as_of
        and expected.split = answered.split
        and expected.customer_id = answered.customer_id
where expected.customer_id is null or answered.customer_id is null
