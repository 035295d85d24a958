{#- Enough to see a shop by; more points would hide each other. -#}
{%- set articles_drawn = 300 -%}
{%- set customers_sampled = 4000 -%}
{%- set fewest_articles = 3 -%}
{%- set longest_ago = 365 -%}

with

customer_article_history as (

    select * from {{ ref('int_customer_article_history') }}
    where split = 'serve' and days_since_last <= {{ longest_ago }}

),

best_sellers as (

    select article_key
    from customer_article_history
    group by article_key
    order by count(*) desc, article_key asc
    limit {{ articles_drawn }}

),

bought as (

    select
        customer_article_history.as_of,
        customer_article_history.customer_key,
        customer_article_history.article_key,
        customer_article_history.last_event_at
    from customer_article_history
    inner join best_sellers on customer_article_history.article_key = best_sellers.article_key

),

-- By lot, so that a sample of few is one of all.
sampled_customers as (

    select
        customer_key,
        cast(row_number() over (
            order by md5('map/' || cast(customer_key as string)), customer_key
        ) as integer) as customer_place
    from bought
    group by customer_key
    having count(*) >= {{ fewest_articles }}

),

map_purchases as (

    select
        bought.as_of,
        bought.customer_key,
        bought.article_key,
        bought.last_event_at,
        sampled_customers.customer_place
    from bought
    inner join sampled_customers on bought.customer_key = sampled_customers.customer_key
    where sampled_customers.customer_place <= {{ customers_sampled }}

)

select * from map_purchases
