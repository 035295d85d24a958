with

reason_facts as (

    select * from {{ ref('reason_facts') }}

),

reasons as (

    select
        as_of,
        split,
        customer_key,
        article_key,
        last_event_at,
        evidence,
        {{ reason_for_the_customer(days_later=0) }} as reason
    from reason_facts

)

select * from reasons
