with

sale_lines as (

    select * from {{ chosen_staging('sale_lines') }}

),

sale_lines_read as (

    select
        '{{ var("source") }}' as source,
        count(*) as sale_lines
    from sale_lines

)

select * from sale_lines_read
