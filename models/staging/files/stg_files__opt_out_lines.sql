{{ config(post_hook="{{ keep_unreadable_lines('files', 'opt_outs', this) }}") }}

with

raw_opt_outs as (

    select * from {{ optional_raw_file('files', 'opt_outs') }} as opt_outs_file

),

typed as (

    select
        {{ id_as_text('customer_id') }} as customer_id,
        {{ moment('opted_out_at') }} as opted_out_at,
        {{ name_as_text('channel') }} as channel,
        {{ given_row('raw_opt_outs') }} as given
    from raw_opt_outs

),

-- A bad moment rejects nothing: who has opted out has opted out.
lines as (

    select
        customer_id,
        opted_out_at,
        channel,
        case when customer_id is null then 'customer_id is missing' end as reject_reason,
        case when customer_id is null then {{ row_as_json('given') }} end as rejected_content
    from typed

)

select * from lines
