with

staged_rejected_rows as (

    select * from {{ chosen_staging('rejected_rows') }}

),

rejected_rows as (

    select
        '{{ var("source") }}' as source,
        file_name,
        reason,
        content
    from staged_rejected_rows

)

select * from rejected_rows
