{{ config(materialized='view') }}

with

recommendations as (

    select * from {{ ref('recommendations') }}
    where split = 'serve'

),

article_margins as (

    select * from {{ ref('article_margins') }}

),

-- A mean tells nobody apart, and probabilities do; a personal effect below 0 says that a push puts off.
trusted_effects as (

    select * from {{ ref('push_effects') }}
    where basis = 'personal'

),

push_options as (

    select
        recommendations.as_of,
        recommendations.customer_id,
        recommendations.rank,
        recommendations.article_id,
        greatest(
            recommendations.last_event_at, article_margins.last_event_at, trusted_effects.last_event_at
        ) as last_event_at,
        recommendations.purchase_probability,
        coalesce(trusted_effects.effect, recommendations.purchase_probability)
        * article_margins.margin_micros / 1e6 as priority,
        coalesce(trusted_effects.basis, 'probability') as priority_basis
    from recommendations
    inner join article_margins
        on
            recommendations.as_of = article_margins.as_of
            and recommendations.article_id = article_margins.article_id
    left join trusted_effects
        on
            recommendations.as_of = trusted_effects.as_of
            and recommendations.customer_id = trusted_effects.customer_id

)

select * from push_options
