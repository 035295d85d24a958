with

pushes as (

    select * from {{ journal('pushes') }}
    where event_id is not null

),

exposures as (

    select * from {{ journal('exposures') }}

),

responses as (

    select * from {{ journal('responses') }}
    where {{ is_answer('response') }}

),

channels as (

    select * from {{ ref('int_channels') }}
    where is_active and can_push

),

-- Many messages have few names of channels among them.
names_given as (

    select channel from pushes
    union
    select channel from exposures

),

channel_names as (

    select
        names_given.channel as channel_given,
        channels.channel
    from names_given
    inner join channels on {{ loose_channel('names_given.channel') }} = channels.loose_channel

),

-- A push is a message, and so is a list that was sent; an answer names either, or an article of the list.
message_names as (

    select
        customer_id,
        channel as channel_given,
        event_id as message_id,
        event_id as name
    from pushes
    union all
    select
        customer_id,
        channel as channel_given,
        recommendation_id as message_id,
        event_id as name
    from exposures
    union all
    select
        customer_id,
        channel as channel_given,
        recommendation_id as message_id,
        recommendation_id as name
    from exposures

),

answered_names as (

    select
        customer_id,
        exposure_id as name
    from responses
    where exposure_id is not null
    union
    select
        customer_id,
        recommendation_id as name
    from responses
    where recommendation_id is not null

),

messages as (

    select
        message_names.customer_id,
        channel_names.channel,
        message_names.message_id,
        max(case when answered_names.name is not null then 1 else 0 end) as answers
    from message_names
    inner join channel_names on message_names.channel_given = channel_names.channel_given
    left join answered_names
        on
            message_names.customer_id = answered_names.customer_id
            and message_names.name = answered_names.name
    group by message_names.customer_id, channel_names.channel, message_names.message_id

),

push_answers as (

    select
        customer_id,
        channel,
        cast(count(*) as bigint) as messages,
        cast(sum(answers) as bigint) as answers
    from messages
    group by customer_id, channel

)

select * from push_answers
