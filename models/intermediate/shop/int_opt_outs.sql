with

staged_opt_outs as (

    select
        *,
        {{ loose_channel('channel') }} as loose_channel
    from {{ journal('opt_outs') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

channels as (

    select * from {{ ref('int_channels') }}
    where can_push

),

-- Who names what no push can go by, `web` or a word that the seed lacks, may mean any: that is an opt-out of all.
distinct_opt_outs as (

    select
        staged_opt_outs.customer_id,
        channels.channel,
        max(staged_opt_outs.occurred_at) as opted_out_at,
        min(
            case
                when channels.channel is null and staged_opt_outs.loose_channel is not null
                    then staged_opt_outs.channel
            end
        ) as unknown_channel
    from staged_opt_outs
    left join channels on staged_opt_outs.loose_channel = channels.loose_channel
    group by staged_opt_outs.customer_id, channels.channel

),

-- An id that no buyer has may be one written another way: whoever it may mean has opted out.
opt_outs_of_no_buyer as (

    select
        distinct_opt_outs.*,
        {{ loose_id('distinct_opt_outs.customer_id') }} as loose_id
    from distinct_opt_outs
    left join customers
        on distinct_opt_outs.customer_id = customers.customer_id and customers.first_sold_on is not null
    where customers.customer_id is null

),

likely_opt_outs as (

    select
        customers.customer_id,
        opt_outs_of_no_buyer.customer_id as customer_id_given,
        opt_outs_of_no_buyer.channel,
        opt_outs_of_no_buyer.opted_out_at,
        opt_outs_of_no_buyer.unknown_channel
    from opt_outs_of_no_buyer
    inner join customers on opt_outs_of_no_buyer.loose_id = {{ loose_id('customers.customer_id') }}

),

likely_ids as (

    select distinct customer_id_given from likely_opt_outs

),

every_opt_out as (

    select
        distinct_opt_outs.customer_id,
        distinct_opt_outs.channel,
        distinct_opt_outs.opted_out_at,
        distinct_opt_outs.unknown_channel
    from distinct_opt_outs
    left join likely_ids on distinct_opt_outs.customer_id = likely_ids.customer_id_given
    where likely_ids.customer_id_given is null
    union all
    select
        customer_id,
        channel,
        opted_out_at,
        unknown_channel
    from likely_opt_outs

),

merged_opt_outs as (

    select
        customer_id,
        channel,
        max(opted_out_at) as opted_out_at,
        min(unknown_channel) as unknown_channel
    from every_opt_out
    group by customer_id, channel

),

-- Nobody is left out: a customer whom the shop doesn't know has no key, and may turn up in tomorrow's sales.
opt_outs as (

    select
        merged_opt_outs.customer_id,
        customers.customer_key,
        merged_opt_outs.channel,
        merged_opt_outs.opted_out_at,
        merged_opt_outs.unknown_channel
    from merged_opt_outs
    left join customers on merged_opt_outs.customer_id = customers.customer_id

)

select * from opt_outs
