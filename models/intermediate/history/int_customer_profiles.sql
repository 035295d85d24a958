{{ config(materialized='view') }}

{{ dated_profiles(ref('int_audience')) }}
