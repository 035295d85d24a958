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

-- An id that no buyer has may be one written another way: whoever it may mean has opted out.
opt_outs_of_no_buyer as (

    select
        distinct_opt_outs.customer_id,
        distinct_opt_outs.opted_out_at,
        {{ loose_id('distinct_opt_outs.customer_id') }} as loose_id
    from distinct_opt_outs
    left join customers
        on distinct_opt_outs.customer_id = customers.customer_id and customers.first_sold_on is not null
    where customers.customer_id is null

),

likely_opt_outs as (

    select
        customers.customer_id,
        opt_outs_of_no_buyer.customer_id as customer_id_given,
        opt_outs_of_no_buyer.opted_out_at
    from opt_outs_of_no_buyer
    inner join customers on opt_outs_of_no_buyer.loose_id = {{ loose_id('customers.customer_id') }}

),

every_opt_out as (

    select
        distinct_opt_outs.customer_id,
        distinct_opt_outs.opted_out_at
    from distinct_opt_outs
    left join likely_opt_outs on distinct_opt_outs.customer_id = likely_opt_outs.customer_id_given
    where likely_opt_outs.customer_id_given is null
    union all
    select
        customer_id,
        opted_out_at
    from likely_opt_outs

),

merged_opt_outs as (

    select
        customer_id,
        max(opted_out_at) as opted_out_at
    from every_opt_out
    group by customer_id

),

-- Nobody is left out: a customer whom the shop doesn't know has no key, and may turn up in tomorrow's sales.
opt_outs as (

    select
        merged_opt_outs.customer_id,
        customers.customer_key,
        merged_opt_outs.opted_out_at
    from merged_opt_outs
    left join customers on merged_opt_outs.customer_id = customers.customer_id

)

select * from opt_outs
