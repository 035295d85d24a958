with

lines as (

    select * from {{ ref('stg_online_retail__invoice_lines') }}

),

-- A few customers order from several countries: the first one known is kept, as it never changes afterwards.
first_lines as (

    select
        customer_id,
        country
    from lines
    where customer_id is not null and country is not null and reject_reason is null and not is_cancellation
    qualify row_number() over (partition by customer_id order by line_key) = 1

),

customers as (

    select
        customer_id,
        cast(null as integer) as age,
        cast(null as varchar) as gender,
        country,
        cast(null as varchar) as city,
        cast(null as varchar) as postal_code,
        cast(null as varchar) as club_status,
        cast(null as varchar) as newsletter
    from first_lines

)

select * from customers
