{#- What was sold in each closed window: nobody learned it, so it tells what a shop has changed before features do. -#}
with

shop as (

    select * from {{ ref('int_shop') }}

),

label_days as (

    select * from {{ ref('int_label_days') }}

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

article_prices as (

    select
        purchases.article_key,
        sum(purchases.spend_micros) as spend_micros,
        sum(purchases.units) as units
    from purchases
    inner join label_days on purchases.sold_on = label_days.sold_on
    where label_days.split <> 'test' and purchases.units > 0
    group by purchases.article_key

),

sales as (

    select
        label_days.as_of,
        label_days.split = 'test' as is_today,
        purchases.customer_key,
        purchases.spend_micros / nullif(cast(purchases.units as double), 0e0) as price_micros,
        purchases.spend_micros / nullif(cast(purchases.units as double), 0e0)
        / nullif(article_prices.spend_micros / nullif(cast(article_prices.units as double), 0e0), 0e0) as price_change,
        purchases.units,
        articles.category,
        articles.department,
        purchases.channel,
        customers.country,
        {{ weekday('purchases.sold_on') }} as weekday,
        case when shop.has_time_of_day then extract(hour from purchases.sold_at) end as hour,
        customers.first_sold_on = purchases.sold_on as is_first_order,
        articles.first_sold_on = purchases.sold_on as is_first_sale
    from purchases
    inner join label_days on purchases.sold_on = label_days.sold_on
    inner join articles on purchases.article_key = articles.article_key
    inner join customers on purchases.customer_key = customers.customer_key
    left join article_prices on purchases.article_key = article_prices.article_key
    cross join shop

),

{{ window_histograms(
    'sales', 'sales', 'customer_key',
    ordered=['price_micros', 'price_change', 'units'],
    categories=[
        'category', 'department', 'channel', 'country', 'weekday', 'hour', 'is_first_order', 'is_first_sale'
    ]
) }}
