{{ config(materialized='cutoff_table', meta={'reuse': 'ranking', 'independent': 'customers'}) }}

with

customer_history as (

    select * from {{ ref('int_customer_history') }}
    where {{ pending() }} and {{ in_part() }}

),

-- On how many later days the customer bought anything.
with_later_visits as (

    select
        *,
        dense_rank() over (partition by as_of, customer_key order by days_ago) - 1 as later_visits
    from customer_history

),

summed_up as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        article_key,
        max(sold_at) as last_event_at,
        cast(count(*) as integer) as times_bought,
        {{ bounded_sum('units', 'integer') }} as units,
        {{ bounded_sum('spend_micros') }} as spend_micros,
        max(days_ago) as days_since_first,
        min(days_ago) as days_since_last,
        cast(max(later_visits) as integer) as visits_since_first,
        cast(min(later_visits) as integer) as visits_since_last,
        cast(sum({{ decayed_weight('days_ago', 30) }}) as bigint) as weight_30d,
        cast(sum({{ decayed_weight('days_ago', 120) }}) as bigint) as weight_120d
    from with_later_visits
    group by as_of, split, cohort, customer_key, article_key

),

customer_article_history as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        article_key,
        last_event_at,
        times_bought,
        units,
        spend_micros,
        days_since_first,
        days_since_last,
        visits_since_first,
        visits_since_last,
        weight_30d,
        weight_120d,
        cast(row_number() over (
            partition by as_of, customer_key order by weight_30d desc, weight_120d desc, article_key asc
        ) as integer) as recency_rank
    from summed_up

)

select * from customer_article_history
