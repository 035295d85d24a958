-- Are volume, freshness, rejected rows and the ids that meet as they usually are?
with

data_quality as (

    select * from data_quality

),

checks as (

    select
        check_name,
        detail,
        round(value, 4) as measured,
        round(usual, 4) as usual,
        round(low, 4) as at_least,
        round(high, 4) as at_most,
        unit,
        is_unusual
    from data_quality

)

select * from checks
order by is_unusual desc, check_name asc, detail asc
limit 100
