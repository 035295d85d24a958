with

alert_sentences as (

    select * from {{ ref('alert_sentences') }}

),

alerts as (

    select
        severity,
        subject,
        name,
        sentence,
        what_to_do
    from alert_sentences

)

select * from alerts
order by severity, subject, name
