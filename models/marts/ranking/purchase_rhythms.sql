{#- Two gaps are the fewest that can be alike. -#}
{%- set fewest_purchases = 3 -%}
{#- The most that gaps may vary, as a share of their mean, for "about every 5 weeks" to be true. -#}
{%- set most_variation = 0.4 -%}

with

recommended_pairs as (

    select * from {{ ref('recommended_pairs') }}
    where cohort <> 'non_buyers'

),

customer_article_history as (

    select * from {{ ref('int_customer_article_history') }}

),

customer_history as (

    select * from {{ ref('int_customer_history') }}

),

bought_often as (

    select
        recommended_pairs.as_of,
        recommended_pairs.split,
        recommended_pairs.customer_key,
        recommended_pairs.article_key,
        customer_article_history.last_event_at,
        customer_article_history.days_since_last
    from recommended_pairs
    inner join customer_article_history
        on
            recommended_pairs.as_of = customer_article_history.as_of
            and recommended_pairs.customer_key = customer_article_history.customer_key
            and recommended_pairs.article_key = customer_article_history.article_key
    where customer_article_history.times_bought >= {{ fewest_purchases }}

),

purchases as (

    select
        bought_often.as_of,
        bought_often.split,
        bought_often.customer_key,
        bought_often.article_key,
        bought_often.last_event_at,
        bought_often.days_since_last,
        cast(lag(customer_history.days_ago) over (
            partition by bought_often.as_of, bought_often.customer_key, bought_often.article_key
            order by customer_history.days_ago desc
        ) - customer_history.days_ago as bigint) as gap
    from bought_often
    inner join customer_history
        on
            bought_often.as_of = customer_history.as_of
            and bought_often.customer_key = customer_history.customer_key
            and bought_often.article_key = customer_history.article_key

),

gaps as (

    select
        as_of,
        split,
        customer_key,
        article_key,
        last_event_at,
        days_since_last,
        cast(sum(gap) as bigint) * 1e0 / count(gap) as gap_days,
        {{ standard_deviation('count(gap)', 'sum(gap)', 'sum(gap * gap)') }} as gap_deviation
    from purchases
    group by as_of, split, customer_key, article_key, last_event_at, days_since_last

),

rhythms as (

    select
        as_of,
        split,
        customer_key,
        article_key,
        last_event_at,
        gap_days,
        gap_deviation,
        days_since_last / gap_days as gaps_since_last
    from gaps
    where
        gap_deviation <= {{ most_variation }} * gap_days
        and {{ has_rhythm('days_since_last', 'gap_days') }}

)

select * from rhythms
