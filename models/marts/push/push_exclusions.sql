with

decisions as (

    select * from {{ ref('push_decisions') }}

),

push_exclusions as (

    select
        as_of,
        customer_id,
        left_out_because as reason,
        send_on,
        priority,
        last_event_at
    from decisions
    where left_out_because is not null

)

select * from push_exclusions
order by as_of, customer_id
