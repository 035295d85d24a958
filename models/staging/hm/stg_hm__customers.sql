with

raw_customers as (

    select * from {{ raw_file('hm', 'customers') }}

),

customers as (

    select
        customer_id,
        cast(try_cast(age as double) as integer) as age,
        cast(null as varchar) as gender,
        cast(null as varchar) as country,
        cast(null as varchar) as city,
        postal_code,
        lower(club_member_status) as club_status,
        lower(fashion_news_frequency) as newsletter
    from raw_customers
    where customer_id is not null

)

select * from customers
