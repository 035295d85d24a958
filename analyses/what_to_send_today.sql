-- What is to be sent on the first day of the plan, to whom and at what hour?
with

push_plan as (

    select * from push_plan

),

articles as (

    select * from articles

),

first_day as (

    select min(cast(send_at as date)) as send_on
    from push_plan

),

pushes as (

    select
        push_plan.send_at,
        push_plan.channel,
        push_plan.customer_id,
        articles.name as article,
        push_plan.basis as hour_known_from,
        push_plan.message,
        round(push_plan.purchase_probability, 4) as chance,
        round(push_plan.priority, 2) as worth
    from push_plan
    inner join first_day on cast(push_plan.send_at as date) = first_day.send_on
    inner join articles on push_plan.article_id = articles.article_id

)

select * from pushes
order by worth desc, customer_id asc
limit 25
