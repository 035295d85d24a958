with

data_checks as (

    select * from {{ ref('data_checks') }}

),

data_quality as (

    select
        check_name,
        detail,
        value,
        usual,
        low,
        high,
        unit,
        is_unusual
    from data_checks

)

select * from data_quality
order by check_name, detail
