{{ config(post_hook="{{ keep_unreadable_lines('files', 'pushes', this) }}") }}

with

raw_pushes as (

    select * from {{ optional_raw_file('files', 'pushes') }} as pushes_file

),

typed as (

    select
        {{ id_as_text('customer_id') }} as customer_id,
        {{ moment('sent_at') }} as sent_at,
        {{ name_as_text('channel') }} as channel,
        {{ given_row('raw_pushes') }} as given
    from raw_pushes

),

judged as (

    select
        customer_id,
        sent_at,
        channel,
        given,
        case
            when customer_id is null then 'customer_id is missing'
            when sent_at is null then 'sent_at is no date or time'
        end as reject_reason
    from typed

),

lines as (

    select
        customer_id,
        sent_at,
        channel,
        reject_reason,
        case when reject_reason is not null then {{ row_as_json('given') }} end as rejected_content
    from judged

)

select * from lines
