{{ config(post_hook=[
    "{{ keep_unreadable_lines('files', 'transactions', this) }}", "{{ reject_stray_days(this, 'sold_at', 'sold_at') }}"
]) }}

with

raw_lines as (

    select * from {{ optional_raw_file('files', 'transactions') }} as transactions_file

),

typed as (

    select
        {{ id_as_text('customer_id') }} as customer_id,
        {{ id_as_text('article_id') }} as article_id,
        {{ moment('sold_at') }} as sold_at,
        case when quantity is null then 1 else {{ whole_number('quantity') }} end as quantity,
        coalesce(
            try_cast(unit_price_micros as bigint),
            {{ price_micros('unit_price') }},
            case when unit_price_micros is null and unit_price is null then 0 end
        ) as unit_price_micros,
        {{ is_too_large('quantity') }} as is_quantity_too_large,
        {{ is_too_large('unit_price') }} or {{ is_too_large('unit_price_micros') }} as is_price_too_large,
        {{ name_as_text('channel') }} as channel,
        cast(customer_id as string) as customer_id_given,
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
        {{ is_word_for_missing('customer_id_given', 'customer_id') }} as is_customer_id_a_word,
        given,
        case
            when sold_at is null then 'sold_at is no date or time'
            when article_id is null then 'article_id is missing'
            when quantity is null and is_quantity_too_large then 'quantity is too large'
            when quantity is null then 'quantity is no whole number'
            when quantity <= 0 then 'quantity is not positive'
            when unit_price_micros is null and is_price_too_large then 'unit price is too large'
            when unit_price_micros is null then 'unit price is no number'
            when unit_price_micros < 0 then 'unit price is negative'
            when not {{ is_countable('quantity', 'unit_price_micros') }} then 'quantity times unit price is too large'
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
        is_customer_id_a_word,
        reject_reason,
        case when reject_reason is not null then {{ row_as_json('given') }} end as rejected_content
    from judged

)

select * from lines
