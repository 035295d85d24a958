{{ config(group='evaluation') }}

-- What people read is what was measured at this build's cutoffs, every row of it; the catalogue that novelty and
-- coverage are measured against is what was sold before the test cutoff, and to whom.
with

measured as (

    select
        recommender || ', ' || metric || ' at ' || cast(k as string) || ', ' || segment as figure,
        value as measured_value,
        customers
    from {{ ref('cutoff_metrics') }}
    union all
    select
        recommender || ', ' || metric || ' at ' || cast(k as string) || ', ' || segment || ', in the mean' as figure,
        avg(value) as measured_value,
        sum(customers) as customers
    from {{ ref('measured_cutoffs') }}
    where (select count(distinct cutoffs.as_of) from {{ ref('measured_cutoffs') }} as cutoffs) > 1
    group by recommender, metric, k, segment
    union all
    select
        model || ', ' || metric || ' at ' || coalesce(cast(horizon as string), '') || ', ' || segment as figure,
        value as measured_value,
        customers
    from {{ ref('timing_metric_values') }}

),

published as (

    select
        recommender || ', ' || metric || ' at ' || cast(k as string) || ', ' || segment as figure,
        value,
        customers
    from {{ ref('ranking_metrics') }}
    where as_of = (select max(cutoff_metrics.as_of) from {{ ref('cutoff_metrics') }} as cutoff_metrics)
    union all
    select
        recommender || ', ' || metric || ' at ' || cast(k as string) || ', ' || segment || ', in the mean' as figure,
        value,
        customers
    from {{ ref('ranking_metrics') }}
    where split = 'backtest_mean'
    union all
    select
        model || ', ' || metric || ' at ' || coalesce(cast(horizon as string), '') || ', ' || segment as figure,
        value,
        customers
    from {{ ref('timing_metrics') }}

),

past_sales as (

    select
        sales.article_key,
        count(distinct sales.customer_key) as buyers
    from {{ ref('int_purchases') }} as sales
    inner join {{ ref('int_cutoffs') }} as cutoffs on sales.sold_on < cutoffs.as_of
    where cutoffs.split = 'test'
    group by sales.article_key

),

past_buyers as (

    select count(distinct sales.customer_key) as total_buyers
    from {{ ref('int_purchases') }} as sales
    inner join {{ ref('int_cutoffs') }} as cutoffs on sales.sold_on < cutoffs.as_of
    where cutoffs.split = 'test'

)

select
    coalesce(measured.figure, published.figure) as figure,
    measured.measured_value,
    published.value as published_value
from measured
full outer join published on measured.figure = published.figure
where
    measured.figure is null
    or published.figure is null
    or (measured.measured_value is null) <> (published.value is null)
    or abs(measured.measured_value - published.value) > 1e-9
    or measured.customers is distinct from published.customers
union all
select
    'buyers of article_key ' || cast(catalogue.article_key as string) as figure,
    coalesce(past_sales.buyers, 0) as measured_value,
    catalogue.buyers as published_value
from {{ ref('evaluated_catalogue') }} as catalogue
cross join past_buyers
left join past_sales on catalogue.article_key = past_sales.article_key
where catalogue.buyers <> coalesce(past_sales.buyers, 0) or catalogue.total_buyers <> past_buyers.total_buyers
