-- Whom a closed cutoff looks at: in test every buyer of the window, else the first of them by a hash of the id, and
-- beside them the drawn customers who are no buyers. Of those drawn nothing is known but what was before the cutoff.
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

expected_buyers as (

    select
        as_of,
        split,
        customer_key
    from buyers
    qualify
        split = 'test'
        or row_number() over (partition by as_of order by sample_key, customer_key) <= {{ var('train_customers') }}

),

-- Known are the listed and those with a sale before the cutoff.
known as (

    select
        cutoffs.as_of,
        customers.customer_key,
        customers.customer_id,
        min(sales.sold_on) as first_sold_on
    from {{ ref('int_cutoffs') }} as cutoffs
    cross join {{ ref('int_customers') }} as customers
    left join {{ ref('int_transactions') }} as sales
        on customers.customer_key = sales.customer_key and sales.sold_on < cutoffs.as_of
    where cutoffs.split = 'test' and {{ on_its_side('cutoffs.split', 'customers.customer_fold') }}
    group by cutoffs.as_of, customers.customer_key, customers.customer_id, customers.is_listed
    having customers.is_listed or count(sales.sold_on) > 0

),

expected_draw as (

    select
        as_of,
        customer_key,
        first_sold_on
    from known
    qualify
        row_number() over (partition by as_of order by md5(customer_id), customer_key) <= {{ var('train_customers') }}

),

expected as (

    select
        as_of,
        split,
        'buyers' as cohort,
        customer_key
    from expected_buyers
    union all
    select
        expected_draw.as_of,
        'test' as split,
        'non_buyers' as cohort,
        expected_draw.customer_key
    from expected_draw
    left join expected_buyers
        on
            expected_draw.as_of = expected_buyers.as_of
            and expected_draw.customer_key = expected_buyers.customer_key
    where expected_buyers.customer_key is null

)

select
    coalesce(expected.as_of, audience.as_of) as as_of,
    coalesce(expected.split, audience.split) as split,
    coalesce(expected.cohort, audience.cohort) as cohort,
    coalesce(expected.customer_key, audience.customer_key) as customer_key,
    case when audience.customer_key is null then 'missing' else 'bought nothing, or is not in the sample' end as problem
from expected
full outer join audience
    on
        expected.as_of = audience.as_of
        and expected.split = audience.split
        and expected.cohort = audience.cohort
        and expected.customer_key = audience.customer_key
where expected.customer_key is null or audience.customer_key is null
union all
select
    coalesce(expected_draw.as_of, drawn.as_of) as as_of,
    'test' as split,
    'drawn' as cohort,
    coalesce(expected_draw.customer_key, drawn.customer_key) as customer_key,
    'is not drawn as the known customers are' as problem
from expected_draw
full outer join {{ ref('int_drawn_customers') }} as drawn
    on
        expected_draw.as_of = drawn.as_of
        and expected_draw.customer_key = drawn.customer_key
where
    expected_draw.customer_key is null
    or drawn.customer_key is null
    or expected_draw.first_sold_on is distinct from drawn.first_sold_on
