{{ config(post_hook="{{ keep_unreadable_lines('hm', 'customers', this) }}") }}

with

raw_customers as (

    select
        customer_id,
        club_member_status,
        fashion_news_frequency,
        age,
        postal_code
    from {{ raw_file('hm', 'customers') }}

),

typed as (

    select
        {{ id_as_text('customer_id') }} as customer_id,
        {{ age_in_years('age') }} as age,
        {{ name_as_text('postal_code') }} as postal_code,
        lower({{ name_as_text('club_member_status') }}) as club_status,
        lower({{ name_as_text('fashion_news_frequency') }}) as newsletter,
        {{ given_row('raw_customers') }} as given
    from raw_customers

),

lines as (

    select
        customer_id,
        age,
        postal_code,
        club_status,
        newsletter,
        case when customer_id is null then 'customer_id is missing' end as reject_reason,
        case when customer_id is null then {{ row_as_json('given') }} end as rejected_content
    from typed

)

select * from lines
