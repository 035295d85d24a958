{{ config(materialized='view') }}

{%- set from_column = adapter.quote('from') %}

with

experiments as (

    select * from {{ ref('experiments') }}

),

phases as (

    select
        name as experiment,
        salt,
        metrics,
        cast({{ from_column }} as date) as valid_from,
        least(
            cast(until as date),
            cast(lead({{ from_column }}) over (partition by name order by {{ from_column }}) as date)
        ) as valid_until
    from experiments

)

select * from phases
