with

purchases as (

    select * from {{ ref('int_purchases') }}

),

cancellations as (

    select * from {{ ref('int_cancellations') }}

),

label_days as (

    select * from {{ ref('int_label_days') }}

),

-- A purchase that was taken back before the window closed is none; what happens after the window nobody may know.
window_cancellations as (

    select
        label_days.as_of,
        cancellations.customer_key,
        cancellations.article_key,
        cancellations.sold_on,
        sum(cancellations.units) as units
    from cancellations
    inner join label_days on cancellations.sold_on = label_days.sold_on
    where {{ in_label_window('cancellations.cancelled_on', 'label_days.as_of') }}
    group by label_days.as_of, cancellations.customer_key, cancellations.article_key, cancellations.sold_on

),

label_purchases as (

    select
        label_days.as_of,
        label_days.split,
        purchases.customer_key,
        purchases.article_key,
        min(purchases.sold_on) as first_bought_on,
        max(purchases.sold_on) as last_bought_on,
        cast(sum(purchases.units - coalesce(window_cancellations.units, 0)) as bigint) as units
    from purchases
    inner join label_days on purchases.sold_on = label_days.sold_on
    left join window_cancellations
        on
            label_days.as_of = window_cancellations.as_of
            and purchases.customer_key = window_cancellations.customer_key
            and purchases.article_key = window_cancellations.article_key
            and purchases.sold_on = window_cancellations.sold_on
    where purchases.units > coalesce(window_cancellations.units, 0)
    group by label_days.as_of, label_days.split, purchases.customer_key, purchases.article_key

)

select * from label_purchases
