{#-
    What became of what published builds expected: how many of the customers they knew have ordered in the window after
    each, if it has closed since.
-#}
with

promises as (

    select * from {{ published_promises() }} as published

),

shop as (

    select * from {{ ref('int_shop') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

purchases as (

    select * from {{ ref('int_purchases') }}
    where units > 0

),

closed_promises as (

    select promises.*
    from promises
    inner join shop on promises.label_until <= {{ add_days('shop.last_sold_on', 1) }}

),

buyers as (

    select
        closed_promises.build_id,
        count(distinct purchases.customer_key) as ordered
    from closed_promises
    inner join purchases
        on purchases.sold_on >= closed_promises.as_of and purchases.sold_on < closed_promises.label_until
    inner join customers
        on purchases.customer_key = customers.customer_key and customers.first_sold_on < closed_promises.as_of
    group by closed_promises.build_id

),

kept_promises as (

    select
        closed_promises.build_id,
        closed_promises.as_of,
        closed_promises.label_until,
        closed_promises.customers,
        closed_promises.expected,
        closed_promises.variance,
        coalesce(buyers.ordered, 0) as ordered
    from closed_promises
    left join buyers on closed_promises.build_id = buyers.build_id

)

select * from kept_promises
