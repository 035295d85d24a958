-- What came is counted again from the sales of each window; a window that has not closed may promise nothing yet.
with

prediction_quality as (

    select * from {{ ref('prediction_quality') }}
    where what = 'customers who order'

),

shop as (

    select * from {{ ref('int_shop') }}

),

purchases as (

    select * from {{ ref('int_purchases') }}
    where units > 0

),

customers as (

    select * from {{ ref('int_customers') }}

),

recounted as (

    select
        prediction_quality.promised_by,
        count(distinct purchases.customer_key) as ordered
    from prediction_quality
    inner join purchases
        on
            purchases.sold_on >= prediction_quality.as_of
            and purchases.sold_on < prediction_quality.as_of + prediction_quality.days
    inner join customers
        on
            purchases.customer_key = customers.customer_key
            and customers.first_sold_on < prediction_quality.as_of
    group by prediction_quality.promised_by

)

select
    prediction_quality.promised_by,
    prediction_quality.as_of,
    prediction_quality.came,
    recounted.ordered,
    'what came is not what was sold, or the window is open' as problem
from prediction_quality
cross join shop
left join recounted on prediction_quality.promised_by = recounted.promised_by
where
    prediction_quality.came <> coalesce(recounted.ordered, 0)
    or prediction_quality.as_of + prediction_quality.days > {{ add_days('shop.last_sold_on', 1) }}
