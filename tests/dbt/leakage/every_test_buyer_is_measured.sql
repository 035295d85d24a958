{{ config(group='evaluation') }}

-- The test is held on the test window, on every buyer in it and on no purchase but theirs.
with

cutoffs as (

    select * from {{ ref('int_cutoffs') }}
    where split = 'test'

),

buyers as (

    select distinct
        labels.as_of,
        customers.customer_key,
        customers.customer_id
    from {{ ref('labels') }} as labels
    inner join {{ ref('int_customers') }} as customers on labels.customer_key = customers.customer_key
    where labels.split = 'test' and {{ on_its_side('labels.split', 'customers.customer_fold') }}

),

evaluated as (

    select * from {{ ref('evaluated_customers') }}

),

offered as (

    select distinct
        as_of,
        customer_id
    from {{ ref('recommendations') }}
    where split = 'test'

),

metrics as (

    select
        as_of,
        recommender,
        metric,
        k,
        customers
    from {{ ref('cutoff_metrics') }}
    where segment = 'all' and metric in ('ndcg', 'candidate_recall')

),

number_of_buyers as (

    select count(*) as customers from buyers

),

not_measured as (

    select
        'customer_key ' || cast(coalesce(buyers.customer_key, evaluated.customer_key) as string)
        || case when buyers.customer_key is null then ' is measured without a purchase' else ' is not measured' end
            as problem
    from buyers
    full outer join evaluated
        on
            buyers.as_of = evaluated.as_of
            and buyers.customer_key = evaluated.customer_key
    where buyers.customer_key is null or evaluated.customer_key is null

),

not_offered as (

    select
        'customer ' || coalesce(buyers.customer_id, offered.customer_id)
        || case when buyers.customer_id is null then ' has a test list without a purchase' else ' has no test list' end
            as problem
    from buyers
    full outer join offered
        on
            buyers.as_of = offered.as_of
            and buyers.customer_id = offered.customer_id
    where buyers.customer_id is null or offered.customer_id is null

),

wrongly_measured as (

    select
        metrics.recommender || ', ' || metrics.metric || ' at ' || cast(metrics.k as string) || ' is of '
        || cast(metrics.customers as string) || ' customers at ' || cast(metrics.as_of as string) as problem
    from metrics
    cross join number_of_buyers
    left join cutoffs on metrics.as_of = cutoffs.as_of
    where cutoffs.as_of is null or metrics.customers <> number_of_buyers.customers

)

select problem from not_measured
union all
select problem from not_offered
union all
select problem from wrongly_measured
