{{ config(post_hook="{{ keep_unreadable_lines('files', 'customers', this) }}") }}

with

raw_customers as (

    select * from {{ optional_raw_file('files', 'customers') }} as customers_file

),

typed as (

    select
        {{ customer_id_as_text('customer_id') }} as customer_id,
        {{ age_in_years('age') }} as age,
        cast(gender as string) as gender,
        cast(country as string) as country,
        cast(city as string) as city,
        cast(postal_code as string) as postal_code,
        lower(cast(club_status as string)) as club_status,
        lower(cast(newsletter as string)) as newsletter,
        {{ given_row('raw_customers') }} as given
    from raw_customers

),

lines as (

    select
        customer_id,
        age,
        gender,
        country,
        city,
        postal_code,
        club_status,
        newsletter,
        case when customer_id is null then 'customer_id is missing' end as reject_reason,
        case when customer_id is null then {{ row_as_json('given') }} end as rejected_content
    from typed

)

select * from lines
