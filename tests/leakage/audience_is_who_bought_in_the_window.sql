-- Whom a closed cutoff looks at: in test every buyer of the window, else the first of them by a hash of the id.
with

audience as (

    select * from {{ ref('int_audience') }}
    where split <> 'serve'

),

labels as (

    select * from {{ ref('labels') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

buyers as (

    select distinct
        labels.as_of,
        labels.split,
        labels.customer_key,
        md5(customers.customer_id) as sample_key
    from labels
    inner join customers on labels.customer_key = customers.customer_key
    where {{ on_its_side('labels.split', 'customers.customer_fold') }}

),

expected as (

    select
        as_of,
        split,
        customer_key
    from buyers
    qualify
        split = 'test'
        or row_number() over (partition by as_of order by sample_key, customer_key) <= {{ var('train_customers') }}

)

select
    coalesce(expected.as_of, audience.as_of) as as_of,
    coalesce(expected.split, audience.split) as split,
    coalesce(expected.customer_key, audience.customer_key) as customer_key,
    case when audience.customer_key is null then 'missing' else 'bought nothing, or is not in the sample' end as problem
from expected
full outer join audience
    on
        expected.as_of = audience.as_of
        and expected.split = audience.split
        and expected.customer_key = audience.customer_key
where expected.customer_key is null or audience.customer_key is null
