{%- set file_name = raw_file_name('online_retail', 'online_retail') -%}

with

lines as (

    select
        line_key,
        invoice_no,
        article_id,
        description,
        quantity,
        invoiced_at,
        unit_price_micros,
        customer_id,
        country,
        is_cancellation,
        reject_reason,
        rejected_content
    from {{ ref('stg_online_retail__sale_lines') }}

),

cancellations as (

    select * from {{ ref('stg_online_retail__cancellations') }}

),

unusable_lines as (

    select
        reject_reason as reason,
        rejected_content as content
    from lines
    where reject_reason is not null

),

unmatched_cancellations as (

    select
        'cancellation without a matching sale' as reason,
        {{ row_as_json('lines') }} as content
    from lines
    left join cancellations on lines.line_key = cancellations.line_key
    where lines.is_cancellation and lines.reject_reason is null and cancellations.line_key is null

),

all_rows as (

    select * from unusable_lines
    union all
    select * from unmatched_cancellations

),

rejected_rows as (

    select
        {{ dbt.string_literal(dbt.escape_single_quotes(file_name)) }} as file_name,
        reason,
        content
    from all_rows

)

select * from rejected_rows
