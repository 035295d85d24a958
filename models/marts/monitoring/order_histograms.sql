{#- Whether those who were known at each closed cutoff ordered in its window: the rate of labels. -#}
with

history_days as (

    select * from {{ ref('int_history_days') }}
    where split <> 'serve'

),

customers as (

    select * from {{ ref('int_customers') }}

),

label_purchases as (

    select * from {{ ref('int_label_purchases') }}

),

buyers as (

    select distinct
        as_of,
        customer_key
    from label_purchases

),

known_customers as (

    select
        history_days.as_of,
        history_days.split = 'test' as is_today,
        customers.customer_key,
        buyers.customer_key is not null as has_ordered
    from customers
    inner join history_days on customers.first_sold_on = history_days.sold_on
    left join buyers
        on history_days.as_of = buyers.as_of and customers.customer_key = buyers.customer_key

),

{{ window_histograms('orders', 'known_customers', 'customer_key', categories=['has_ordered'], once=true) }}
