with

lines as (

    select * from {{ ref('stg_online_retail__sale_lines') }}

),

-- A few customers order from several countries: the first one known is kept, as it never changes afterwards.
first_lines as (

    select
        customer_id,
        country,
        invoiced_at
    from lines
    where customer_id is not null and country is not null and reject_reason is null and not is_cancellation
    qualify row_number() over (partition by customer_id order by line_key) = 1

),

customers as (

    select
        {{ contract_columns('customers', {'described_at': 'invoiced_at'}, has=['customer_id', 'country']) }}
    from first_lines

)

select * from customers
