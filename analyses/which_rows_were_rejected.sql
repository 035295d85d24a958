-- Which raw rows could not be used, and why?
with

rejected_rows as (

    select * from int_rejected_rows

),

shop as (

    select * from int_shop

),

reasons as (

    select
        source,
        file_name,
        reason,
        count(*) as rows_rejected,
        min(content) as example
    from rejected_rows
    group by source, file_name, reason

),

reasons_with_shares as (

    select
        reasons.file_name,
        reasons.reason,
        reasons.rows_rejected,
        round(
            reasons.rows_rejected * 1e0 / (
                shop.sale_lines + sum(reasons.rows_rejected) over ()
            ),
            5
        ) as share_of_rows,
        substr(reasons.example, 1, 80) as example
    from reasons
    inner join shop on reasons.source = shop.source

)

select * from reasons_with_shares
order by rows_rejected desc, file_name asc, reason asc
limit 50
