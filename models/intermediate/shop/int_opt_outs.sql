with

staged_opt_outs as (

    select * from {{ journal('opt_outs') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

distinct_opt_outs as (

    select
        customer_id,
        max(occurred_at) as opted_out_at
    from staged_opt_outs
    group by customer_id

),

-- Nobody is left out: a customer whom the shop doesn't know has no key, and may turn up in tomorrow's sales.
opt_outs as (

    select
        distinct_opt_outs.customer_id,
        customers.customer_key,
        distinct_opt_outs.opted_out_at
    from distinct_opt_outs
    left join customers on distinct_opt_outs.customer_id = customers.customer_id

)

select * from opt_outs
