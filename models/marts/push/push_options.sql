{{ config(materialized='view') }}

with

recommendations as (

    select * from {{ ref('recommendations') }}
    where split = 'serve'

),

article_margins as (

    select * from {{ ref('article_margins') }}

),

push_options as (

    select
        recommendations.as_of,
        recommendations.customer_id,
        recommendations.rank,
        recommendations.article_id,
        greatest(recommendations.last_event_at, article_margins.last_event_at) as last_event_at,
        recommendations.purchase_probability,
        recommendations.purchase_probability * article_margins.margin_micros / 1e6 as priority
    from recommendations
    inner join article_margins
        on
            recommendations.as_of = article_margins.as_of
            and recommendations.article_id = article_margins.article_id

)

select * from push_options
