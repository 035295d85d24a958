-- Visits, recency and age of each customer at a timing cutoff, counted again from the sales before it.
with

features as (

    select * from {{ ref('timing_features') }}

),

sales as (

    select distinct
        customer_key,
        sold_on
    from {{ ref('int_transactions') }}
    where customer_key is not null

),

counted as (

    select
        features.as_of,
        features.split,
        features.cohort,
        features.customer_key,
        features.visits,
        features.days_since_last,
        features.days_since_first,
        count(sales.sold_on) as counted_visits,
        min({{ days_between('sales.sold_on', 'features.as_of') }}) as counted_days_since_last,
        max({{ days_between('sales.sold_on', 'features.as_of') }}) as counted_days_since_first
    from features
    left join sales on features.customer_key = sales.customer_key and sales.sold_on < features.as_of
    group by
        features.as_of,
        features.split,
        features.cohort,
        features.customer_key,
        features.visits,
        features.days_since_last,
        features.days_since_first

)

select *
from counted
where
    visits <> counted_visits
    or days_since_last is distinct from counted_days_since_last
    or days_since_first is distinct from counted_days_since_first
