with

source_rows as (

    select * from {{ chosen_staging('rejected_rows') }}

),

journal_rows as (

    select * from {{ ref('stg_journal__rejected_rows') }}

),

rejected_rows as (

    select
        '{{ var("source") }}' as source,
        {{ printable_text('file_name') }} as file_name,
        reason,
        {{ printable_text('content') }} as content
    from source_rows
    union all
    select
        'journal' as source,
        {{ printable_text('file_name') }} as file_name,
        reason,
        {{ printable_text('content') }} as content
    from journal_rows

)

select * from rejected_rows
