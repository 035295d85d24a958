{%- set columns = [
    'customer_id', 'age', 'gender', 'country', 'city', 'postal_code', 'club_status', 'newsletter'
] -%}

with

raw_customers as (

    select * from {{ optional_raw_file('files', 'customers', columns) }} as customers_file

),

customers as (

    select
        trim(cast(customer_id as varchar)) as customer_id,
        cast(try_cast(age as double) as integer) as age,
        cast(gender as varchar) as gender,
        cast(country as varchar) as country,
        cast(city as varchar) as city,
        cast(postal_code as varchar) as postal_code,
        lower(cast(club_status as varchar)) as club_status,
        lower(cast(newsletter as varchar)) as newsletter
    from raw_customers
    where nullif(trim(cast(customer_id as varchar)), '') is not null

)

select * from customers
