with

purchases as (

    select * from {{ ref('int_purchases') }}

),

label_days as (

    select * from {{ ref('int_label_days') }}

),

-- A purchase that was taken back before the window closed is none; what happens after the window nobody may know.
label_purchases as (

    select
        label_days.as_of,
        label_days.split,
        purchases.customer_key,
        purchases.article_key,
        min(purchases.sold_on) as first_bought_on,
        max(purchases.sold_on) as last_bought_on,
        cast(sum(purchases.units) as bigint) as units
    from purchases
    inner join label_days on purchases.sold_on = label_days.sold_on
    where not coalesce({{ in_label_window('purchases.cancelled_on', 'label_days.as_of') }}, false)
    group by label_days.as_of, label_days.split, purchases.customer_key, purchases.article_key

)

select * from label_purchases
