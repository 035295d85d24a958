-- Before anything is computed for a cutoff it is known whether that has been done before.
-- depends_on: {{ ref('int_cutoff_fingerprints') }}
with

cutoffs as (

    select * from {{ ref('int_cutoffs') }}

),

article_days as (

    select * from {{ ref('int_article_days') }}

),

sale_days as (

    select distinct sold_on from article_days

),

-- Every day a cutoff may look back on. Whoever joins on (as_of, sold_on) can see nothing else.
history_days as (

    select
        cutoffs.as_of,
        cutoffs.split,
        sale_days.sold_on,
        cast({{ days_between('sale_days.sold_on', 'cutoffs.as_of') }} as integer) as days_ago
    from cutoffs
    inner join sale_days on {{ before_cutoff('sale_days.sold_on', 'cutoffs.as_of') }}

)

select * from history_days
