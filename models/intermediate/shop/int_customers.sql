with

staged_customers as (

    select * from {{ chosen_staging('customers') }}

),

transactions as (

    select * from {{ chosen_staging('transactions') }}

),

first_sales as (

    select
        customer_id,
        cast(min(sold_at) as date) as first_sold_on
    from transactions
    where customer_id is not null
    group by customer_id

),

everyone as (

    select
        coalesce(first_sales.customer_id, staged_customers.customer_id) as customer_id,
        first_sales.first_sold_on,
        staged_customers.age,
        staged_customers.gender,
        staged_customers.country,
        staged_customers.city,
        staged_customers.postal_code,
        staged_customers.club_status,
        staged_customers.newsletter,
        staged_customers.described_at,
        staged_customers.customer_id is not null and staged_customers.described_at is null as is_listed
    from staged_customers
    full outer join first_sales on staged_customers.customer_id = first_sales.customer_id

),

-- Numbered by first sale: whoever comes later never changes the key of whoever was there before.
customers as (

    select
        cast(
            row_number() over (order by first_sold_on nulls last, customer_id) as integer
        ) as customer_key,
        customer_id,
        age,
        gender,
        country,
        city,
        postal_code,
        club_status,
        newsletter,
        cast(described_at as date) as described_on,
        is_listed,
        first_sold_on,
        case
            when age between 1 and 120 then 'aged ' || {{ age_band('age') }}
            when country is not null then 'in ' || country
            else 'everywhere'
        end as peer_group,
        {{ customer_fold('customer_id') }} as customer_fold
    from everyone

)

select * from customers
