{{ config(materialized='view') }}

with

channels as (

    select * from {{ ref('channels') }}

),

typed_channels as (

    select
        trim({{ plain_text('channel') }}) as channel,
        {{ loose_channel('channel') }} as loose_channel,
        {{ truth('is_active') }} as is_active,
        {{ truth('can_push') }} as can_push,
        {{ price_micros('cost') }} / 1e6 as message_cost,
        {{ whole_number('max_pushes') }} as max_pushes,
        {{ whole_number('push_window_days') }} as push_window_days,
        {{ whole_number('places') }} as places
    from channels

)

select * from typed_channels
