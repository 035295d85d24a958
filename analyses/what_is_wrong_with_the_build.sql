-- What is wrong with this build, and what is to be done about it?
with

alerts as (

    select * from alerts

),

findings as (

    select
        severity,
        subject,
        sentence,
        what_to_do
    from alerts

)

select * from findings
order by severity, subject, sentence
limit 100
