{#- Of the usual margin: what a push costs if nobody says what it does. -#}
{%- set usual_share = '0.005e0' -%}

with

article_margins as (

    select * from {{ ref('article_margins') }}

),

push_costs as (

    select
        as_of,
        max(last_event_at) as last_event_at,
        {% if var('push_cost') is none -%}
        {{ usual_share }} * coalesce(median(case when margin_micros > 0 then margin_micros end), 0) / 1e6 as push_cost
        {%- else -%}
        cast({{ var('push_cost') }} as double) as push_cost
        {%- endif %}
    from article_margins
    group by as_of

)

select * from push_costs
