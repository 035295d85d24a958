{{ config(post_hook="{{ keep_unreadable_lines('files', 'transactions', this) }}") }}

with

raw_lines as (

    select * from {{ optional_raw_file('files', 'transactions') }} as transactions_file

),

typed as (

    select
        {{ customer_id_as_text('customer_id') }} as customer_id,
        {{ id_as_text('article_id') }} as article_id,
        {{ moment('sold_at') }} as sold_at,
        case when quantity is null then 1 else {{ whole_number('quantity') }} end as quantity,
        coalesce(
            try_cast(unit_price_micros as bigint),
            {{ price_micros('unit_price') }},
            case when unit_price_micros is null and unit_price is null then 0 end
        ) as unit_price_micros,
        cast(channel as string) as channel,
        {{ given_row('raw_lines') }} as given
    from raw_lines

),

judged as (

    select
        customer_id,
        article_id,
        sold_at,
        quantity,
        unit_price_micros,
        channel,
        given,
        case
            when sold_at is null then 'sold_at is no date or time'
            when article_id is null then 'article_id is missing'
            when quantity is null then 'quantity is no whole number'
            when quantity <= 0 then 'quantity is not positive'
            when unit_price_micros is null then 'unit price is no number'
            when unit_price_micros < 0 then 'unit price is negative'
        end as reject_reason
    from typed

),

lines as (

    select
        customer_id,
        article_id,
        sold_at,
        quantity,
        unit_price_micros,
        channel,
        reject_reason,
        case when reject_reason is not null then {{ row_as_json('given') }} end as rejected_content
    from judged

)

select * from lines
