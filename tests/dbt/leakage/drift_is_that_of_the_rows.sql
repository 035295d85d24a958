-- Drift that leaves out rows of a window, or has those of another: how many rows each side has is counted again.
with

feature_drift as (

    select * from {{ ref('feature_drift') }}

),

cutoffs as (

    select * from {{ ref('int_cutoffs') }}
    where split <> 'serve'

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

learners as (

    select * from {{ ref('int_learners') }}

),

article_features as (

    select * from {{ ref('article_features') }}

),

candidate_pairs as (

    select * from {{ ref('candidate_pairs') }}
    where cohort = 'buyers'

),

sale_rows as (

    select
        'sales' as population,
        count(case when cutoffs.split <> 'test' then 1 end) as reference_rows,
        count(case when cutoffs.split = 'test' then 1 end) as today_rows
    from purchases
    inner join cutoffs on purchases.sold_on >= cutoffs.label_from and purchases.sold_on < cutoffs.label_until

),

known_rows as (

    select
        'orders' as population,
        count(case when cutoffs.split <> 'test' then 1 end) as reference_rows,
        count(case when cutoffs.split = 'test' then 1 end) as today_rows
    from customers
    inner join cutoffs on customers.first_sold_on < cutoffs.as_of

),

-- Of a large shop's pairs a part is looked at: there are as many at most.
described_rows as (

    select
        'customer features' as population,
        split = 'test' as is_today
    from learners
    union all
    select
        'article features' as population,
        split = 'serve' as is_today
    from article_features
    union all
    select
        'pair features' as population,
        split = 'test' as is_today
    from candidate_pairs

),

feature_rows as (

    select
        population,
        count(case when not is_today then 1 end) as reference_rows,
        count(case when is_today then 1 end) as today_rows
    from described_rows
    group by population

),

recounted as (

    select * from sale_rows
    union all
    select * from known_rows
    union all
    select * from feature_rows

)

select
    feature_drift.population,
    feature_drift.feature,
    feature_drift.reference_rows,
    feature_drift.today_rows,
    'rows of a window are left out, or are of another' as problem
from feature_drift
inner join recounted on feature_drift.population = recounted.population
where
    feature_drift.reference_rows > recounted.reference_rows
    or feature_drift.today_rows > recounted.today_rows
    or (
        feature_drift.population <> 'pair features'
        and (
            feature_drift.reference_rows < recounted.reference_rows
            or feature_drift.today_rows < recounted.today_rows
        )
    )
