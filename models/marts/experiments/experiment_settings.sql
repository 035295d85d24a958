{{ config(materialized='view') }}

with

experiment_arms as (

    select * from {{ ref('experiment_arms') }}

),

settings as (

    select
        experiment,
        arm,
        max(value) filter (where setting = 'push') as push,
        max(value) filter (where setting = 'list') as shown_list,
        cast(max(value) filter (where setting = 'hour') as integer) as hour,
        max(value) filter (where setting = 'channel') as channel
    from experiment_arms
    group by experiment, arm

)

select * from settings
