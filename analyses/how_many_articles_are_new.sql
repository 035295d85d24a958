-- How many articles were sold for the first time in each month, and what do they sell today?
with

purchases as (

    select * from purchases

),

cutoffs as (

    select * from cutoffs
    where split = 'serve'

),

sold as (

    select
        purchases.article_key,
        purchases.sold_on,
        purchases.units,
        date_diff('day', purchases.sold_on, cutoffs.as_of) as days_ago
    from purchases
    cross join cutoffs

),

by_article as (

    select
        article_key,
        min(sold_on) as first_sold_on,
        coalesce(sum(units) filter (where days_ago <= 28), 0) as units_28d
    from sold
    group by article_key

),

months as (

    select
        cast(date_trunc('month', first_sold_on) as date) as month_from,
        count(*) as new_articles,
        sum(units_28d) as units_28d,
        round(sum(units_28d) * 1e0 / nullif(sum(sum(units_28d)) over (), 0), 4) as share_of_units_28d
    from by_article
    group by date_trunc('month', first_sold_on)

),

last_months as (

    select * from months
    order by month_from desc
    limit 60

)

select * from last_months
order by month_from
