{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_journal__lines') }}

),

journal_pushes as (

    select
        {{ event_columns('pushes') }}
    from lines
    where kind = 'push' and reject_reason is null and not is_duplicate

),

{% if source_brings('pushes') -%}
source_pushes as (

    select
        {{ event_columns('pushes', {'occurred_at': 'sent_at', 'channel': 'channel'}) }}
    from {{ ref('stg_' ~ var('source') ~ '__pushes') }}

),

{% endif -%}
pushes as (

    select * from journal_pushes
    {%- if source_brings('pushes') %}
    union all
    select * from source_pushes
    {%- endif %}

)

select * from pushes
