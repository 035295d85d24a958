{{ config(group='evaluation') }}

-- With held_out_fold, the ranker for test never sees a customer whom the test is held on.
with

customers as (

    select * from {{ ref('int_customers') }}

),

seen as (

    select distinct customer_key from {{ ref('training_pairs') }}
    where split in ('train', 'validation')

),

tested as (

    select distinct customer_key from {{ ref('evaluated_customers') }}

)

select
    customers.customer_id,
    customers.customer_fold,
    seen.customer_key is not null as is_seen,
    tested.customer_key is not null as is_tested
from customers
left join seen on customers.customer_key = seen.customer_key
left join tested on customers.customer_key = tested.customer_key
where
    customers.customer_fold not between 0 and 9
    or (seen.customer_key is not null and not {{ on_its_side("'train'", 'customers.customer_fold') }})
    or (tested.customer_key is not null and not {{ on_its_side("'test'", 'customers.customer_fold') }})
