{#- Features of timing: of everybody known in each week that was learned from, and today. -#}
{%- set features = marked_features(['timing_features'], 'timing_feature') -%}
with

timing_features as (

    select * from {{ ref('timing_features') }}
    where split in ('train', 'serve')

),

customers as (

    select
        timing_features.as_of,
        timing_features.split = 'serve' as is_today,
        timing_features.customer_key,
        {{ feature_columns(['timing_features'], 'timing_features', mark='timing_feature') }}
    from timing_features

),

{{ window_histograms('timing features', 'customers', 'customer_key', ordered=features, once=true) }}
