{{ config(post_hook="{{ keep_unreadable_lines('files', 'customers', this) }}") }}

with

raw_customers as (

    select * from {{ optional_raw_file('files', 'customers') }} as customers_file

),

typed as (

    select
        {{ id_as_text('customer_id') }} as customer_id,
        {{ age_in_years('age') }} as age,
        {{ name_as_text('gender') }} as gender,
        {{ name_as_text('country') }} as country,
        {{ name_as_text('city') }} as city,
        {{ name_as_text('postal_code') }} as postal_code,
        lower({{ name_as_text('club_status') }}) as club_status,
        lower({{ name_as_text('newsletter') }}) as newsletter,
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
