-- No candidate was first sold at or after its cutoff.
with

candidates as (

    select distinct
        as_of,
        article_key
    from {{ ref('candidate_pairs') }}

),

first_sales as (

    select
        article_key,
        min(sold_on) as first_sold_on
    from {{ ref('int_transactions') }}
    group by article_key

)

select
    candidates.as_of,
    candidates.article_key,
    first_sales.first_sold_on
from candidates
left join first_sales on candidates.article_key = first_sales.article_key
where first_sales.first_sold_on is null or first_sales.first_sold_on >= candidates.as_of
