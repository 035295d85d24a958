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

label_days as (

    select
        cutoffs.as_of,
        cutoffs.split,
        sale_days.sold_on
    from cutoffs
    inner join sale_days on {{ in_label_window('sale_days.sold_on', 'cutoffs.as_of') }}
    where cutoffs.split <> 'serve'

)

select * from label_days
