{#- The cutoff of this build, and those that `make backtest` measured before: the files of backtest_metrics. -#}
with

cutoff_metrics as (

    select * from {{ ref('cutoff_metrics') }}

),
{%- if var('backtest_metrics') %}

backtest_metrics as (

    select * from {{ parquet_files(var('backtest_metrics')) }}

),
{%- endif %}

all_metrics as (

    select * from cutoff_metrics
    {%- if var('backtest_metrics') %}
    union all
    select * from backtest_metrics
    {%- endif %}

),

measured_cutoffs as (

    select
        as_of,
        split,
        recommender,
        metric,
        k,
        segment,
        value,
        ci_low,
        ci_high,
        customers
    from all_metrics

)

select * from measured_cutoffs
