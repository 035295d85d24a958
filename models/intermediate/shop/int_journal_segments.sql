with

lines as (

    select * from {{ ref('stg_journal__lines') }}

),

segments as (

    select
        file_name,
        cast(count(*) as bigint) as lines,
        cast(count(*) filter (where reject_reason is null and not is_duplicate) as bigint) as events,
        cast(count(*) filter (where is_duplicate) as bigint) as duplicates,
        cast(count(*) filter (where reject_reason is not null) as bigint) as rejected,
        min(occurred_at) filter (where reject_reason is null) as first_occurred_at,
        max(occurred_at) filter (where reject_reason is null) as last_occurred_at
    from lines
    group by file_name

)

select * from segments
