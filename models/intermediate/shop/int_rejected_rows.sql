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
        file_name,
        reason,
        content
    from source_rows
    union all
    select
        'journal' as source,
        file_name,
        reason,
        content
    from journal_rows

)

select * from rejected_rows
