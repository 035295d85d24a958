-- What was promised of windows that have closed since, and what came?
with

prediction_quality as (

    select * from prediction_quality
    where low is not null or high is not null

),

promises as (

    select
        as_of,
        days,
        what,
        promised_by,
        round(promised, 4) as promised,
        round(came, 4) as came,
        round(low, 4) as at_least,
        round(high, 4) as at_most,
        is_decay
    from prediction_quality

)

select * from promises
order by is_decay desc, as_of desc, what asc, days asc, promised_by asc
limit 100
