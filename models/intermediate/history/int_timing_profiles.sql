{{ config(materialized='view') }}

{{ dated_profiles(ref('int_timing_audience')) }}
