{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_journal__lines') }}

),

journal_opt_outs as (

    select
        {{ event_columns('opt_outs') }}
    from lines
    where kind = 'opt_out' and reject_reason is null and not is_duplicate

),

{% if source_brings('opt_outs') -%}
source_opt_outs as (

    select
        {{ event_columns('opt_outs', {'occurred_at': 'opted_out_at', 'channel': 'channel'}) }}
    from {{ ref('stg_' ~ var('source') ~ '__opt_outs') }}

),

{% endif -%}
opt_outs as (

    select * from journal_opt_outs
    {%- if source_brings('opt_outs') %}
    union all
    select * from source_opt_outs
    {%- endif %}

)

select * from opt_outs
