{{ config(materialized='cutoff_table', meta={'reuse': 'ranking', 'independent': 'customers'}) }}

with

customer_article_history as (

    select * from {{ ref('int_customer_article_history') }}
    where {{ pending() }} and {{ in_part() }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

counts as (

    {% for attribute in taste_attributes() -%}
    select
        customer_article_history.as_of,
        customer_article_history.split,
        customer_article_history.cohort,
        customer_article_history.customer_key,
        '{{ attribute }}' as attribute,
        articles.{{ attribute }}_key as attribute_key,
        max(customer_article_history.last_event_at) as last_event_at,
        cast(sum(customer_article_history.times_bought) as integer) as times_bought,
        min(customer_article_history.days_since_last) as days_since_last,
        cast(sum(customer_article_history.weight_30d) as bigint) as weight_30d,
        sum(sum(customer_article_history.times_bought)) over (
            partition by customer_article_history.as_of, customer_article_history.customer_key
        ) as purchases
    from customer_article_history
    inner join articles on customer_article_history.article_key = articles.article_key
    where articles.{{ attribute }}_key is not null
    group by
        customer_article_history.as_of,
        customer_article_history.split,
        customer_article_history.cohort,
        customer_article_history.customer_key,
        articles.{{ attribute }}_key
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

customer_taste as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        attribute,
        attribute_key,
        last_event_at,
        times_bought,
        days_since_last,
        weight_30d,
        times_bought * 1e0 / nullif(purchases, 0) as share
    from counts

)

select * from customer_taste
