{{ config(post_hook=[
    "{{ keep_unreadable_lines('hm', 'transactions_train', this) }}", "{{ reject_stray_days(this, 'sold_at', 't_dat') }}"
]) }}

with

raw_lines as (

    select
        t_dat,
        customer_id,
        article_id,
        price,
        sales_channel_id
    from {{ raw_file('hm', 'transactions_train') }}

),

typed as (

    select
        {{ id_as_text('customer_id') }} as customer_id,
        {{ id_as_text('article_id') }} as article_id,
        {{ moment('t_dat') }} as sold_at,
        {{ price_micros('price') }} as unit_price_micros,
        {{ is_too_large('price') }} as is_price_too_large,
        case cast(sales_channel_id as string) when '1' then 'store' when '2' then 'online' end as channel,
        cast(customer_id as string) as customer_id_given,
        {{ given_row('raw_lines') }} as given
    from raw_lines

),

judged as (

    select
        customer_id,
        article_id,
        sold_at,
        unit_price_micros,
        channel,
        {{ is_word_for_missing('customer_id_given', 'customer_id') }} as is_customer_id_a_word,
        given,
        case
            when sold_at is null then 't_dat is no date'
            when customer_id is null then 'customer_id is missing'
            when article_id is null then 'article_id is missing'
            when unit_price_micros is null and is_price_too_large then 'price is too large'
            when unit_price_micros is null then 'price is no number'
            when unit_price_micros < 0 then 'price is negative'
        end as reject_reason
    from typed

),

lines as (

    select
        customer_id,
        article_id,
        sold_at,
        unit_price_micros,
        channel,
        is_customer_id_a_word,
        reject_reason,
        case when reject_reason is not null then {{ row_as_json('given') }} end as rejected_content
    from judged

)

select * from lines
