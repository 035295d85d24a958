-- Nobody is sent anything by a channel in which it is worth less than it costs, or less than in another that is free;
-- and nobody is left out for the cost who is worth as much in a channel that is free otherwise.
with

reach as (

    select * from {{ ref('push_reach') }}

),

best_values as (

    select
        as_of,
        customer_id,
        max(net_value) as net_value
    from reach
    where obstacle is null or obstacle = 'not worth it'
    group by as_of, customer_id

),

decided as (

    select
        decisions.as_of,
        decisions.customer_id,
        decisions.left_out_because,
        chosen.net_value,
        best_values.net_value as best_value
    from {{ ref('push_decisions') }} as decisions
    left join reach as chosen
        on
            decisions.as_of = chosen.as_of
            and decisions.customer_id = chosen.customer_id
            and decisions.channel = chosen.channel
    left join best_values
        on
            decisions.as_of = best_values.as_of
            and decisions.customer_id = best_values.customer_id

)

select * from decided
where
    (left_out_because is null and (net_value is null or net_value < 0 or net_value < best_value))
    or (left_out_because = 'not worth it' and best_value >= 0)
