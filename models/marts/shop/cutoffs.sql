{{ config(materialized='view') }}

with

ranking_cutoffs as (

    select * from {{ ref('int_cutoffs') }}

),

cutoffs as (

    select
        as_of,
        split,
        label_from,
        label_until
    from ranking_cutoffs

)

select * from cutoffs
