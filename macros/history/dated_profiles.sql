{#-
    What the shop knew of an audience's customers at each cutoff, beside their purchases. Where customers are known from their
    invoices alone, nothing is known of a newcomer.
-#}
{%- macro dated_profiles(audience) -%}
with

audience as (

    select * from {{ audience }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

dated_profiles as (

    select
        audience.as_of,
        audience.split,
        audience.cohort,
        audience.customer_key,
        customers.described_on is null
        or {{ before_cutoff('customers.described_on', 'audience.as_of') }} as is_known,
        customers.described_on,
        customers.age,
        customers.gender,
        customers.club_status,
        customers.newsletter,
        customers.peer_group
    from audience
    inner join customers on audience.customer_key = customers.customer_key

),

profiles as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        case when is_known then described_on end as described_on,
        case when is_known then age end as age,
        case when is_known then gender end as gender,
        case when is_known then club_status end as club_status,
        case when is_known then newsletter end as newsletter,
        case when is_known then peer_group else 'everywhere' end as peer_group
    from dated_profiles

)

select * from profiles
{%- endmacro -%}
