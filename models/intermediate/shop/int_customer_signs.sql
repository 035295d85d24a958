with

transactions as (

    select * from {{ ref('int_transactions') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

buyers as (

    select
        customer_key,
        count(*) as lines,
        min(sold_on) = max(sold_on) as came_once
    from transactions
    where customer_key is not null
    group by customer_key

),

totals as (

    select
        count(*) as buyers,
        count(*) filter (where came_once) as buyers_who_came_once,
        max_by(customer_key, lines * cast(4294967296 as bigint) - customer_key) as largest_customer_key,
        max(lines) as largest_customer_lines
    from buyers

),

customer_signs as (

    select
        '{{ var("source") }}' as source,
        totals.buyers,
        totals.buyers_who_came_once,
        customers.customer_id as largest_customer_id,
        totals.largest_customer_lines
    from totals
    left join customers on totals.largest_customer_key = customers.customer_key

)

select * from customer_signs
