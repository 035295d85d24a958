{{ config(post_hook=[
    "{{ keep_unreadable_lines('online_retail', 'online_retail', this) }}", "{{ reject_stray_days(this, 'invoiced_at', 'InvoiceDate') }}"
]) }}

with

raw_lines as (

    select * from {{ raw_file('online_retail', 'online_retail') }}

),

typed as (

    select
        trim({{ plain_text('invoiceno') }}) as invoice_no,
        {{ id_as_text('stockcode') }} as article_id,
        nullif(trim({{ name_as_text('description') }}), '') as description,
        {{ whole_number('quantity') }} as quantity,
        {{ moment('invoicedate') }} as invoiced_at,
        {{ price_micros('unitprice') }} as unit_price_micros,
        {{ is_too_large('quantity') }} as is_quantity_too_large,
        {{ is_too_large('unitprice') }} as is_price_too_large,
        {{ id_as_text('customerid') }} as customer_id,
        cast(customerid as string) as customer_id_given,
        {{ name_as_text('country') }} as country,
        cast(invoicedate as string) as invoice_date_given,
        {{ given_row('raw_lines') }} as given
    from raw_lines

),

judged as (

    select
        invoice_no,
        article_id,
        description,
        quantity,
        invoiced_at,
        unit_price_micros,
        customer_id,
        country,
        {{ is_word_for_missing('customer_id_given', 'customer_id') }} as is_customer_id_a_word,
        invoice_date_given,
        given,
        invoice_no like 'C%' as is_cancellation,
        case
            when invoiced_at is null then 'InvoiceDate is no date'
            when article_id is null then 'StockCode is missing'
            when not {{ text_matches('article_id', '^([0-9]{5}|DCGS)') }} then 'StockCode is no product'
            when quantity is null and is_quantity_too_large then 'Quantity is too large'
            when quantity is null then 'Quantity is no whole number'
            when unit_price_micros is null and is_price_too_large then 'UnitPrice is too large'
            when unit_price_micros is null then 'UnitPrice is no number'
            when invoice_no like 'C%' and quantity >= 0 then 'cancellation with a positive Quantity'
            when invoice_no not like 'C%' and quantity <= 0 then 'Quantity is not positive'
            when unit_price_micros < 0 then 'UnitPrice is negative'
            when unit_price_micros = 0 then 'UnitPrice is zero'
            when not {{ is_countable('abs(quantity)', 'unit_price_micros') }} then 'Quantity times UnitPrice is too large'
        end as reject_reason
    from typed

),

-- A line has no key of its own; this one depends on the lines alone, not on their order in the file.
numbered as (

    select
        row_number() over (
            order by
                invoiced_at nulls last, invoice_no, article_id nulls last, customer_id nulls last,
                quantity nulls last, unit_price_micros nulls last, description nulls last, country nulls last,
                invoice_date_given nulls last
        ) as line_key,
        invoice_no,
        article_id,
        description,
        quantity,
        invoiced_at,
        unit_price_micros,
        customer_id,
        country,
        is_cancellation,
        is_customer_id_a_word,
        reject_reason,
        case when reject_reason is not null then {{ row_as_json('given') }} end as rejected_content
    from judged

)

select * from numbered
