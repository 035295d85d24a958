with

transactions as (

    select * from {{ ref('int_transactions') }}

),

shop as (

    select
        '{{ var("source") }}' as source,
        count(*) as sale_lines,
        count(*) filter (where customer_key is null) as anonymous_lines,
        count(*) filter (where cancelled_on is not null) as cancelled_lines,
        count(distinct customer_key) as buyers,
        count(distinct article_key) as articles,
        min(sold_on) as first_sold_on,
        max(sold_on) as last_sold_on,
        max(sold_on) filter (where customer_key is not null and cancelled_on is null) as last_bought_on,
        count(*) filter (where {{ has_time_of_day('sold_at') }}) as timed_lines,
        coalesce(bool_or({{ has_time_of_day('sold_at') }}), false) as has_time_of_day
    from transactions

)

select * from shop
