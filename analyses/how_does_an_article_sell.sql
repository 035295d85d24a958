-- How many units of one article were sold in each of 26 weeks (here of the one on most lists)?
with

purchases as (

    select * from purchases

),

recommendations as (

    select * from recommendations
    where split = 'serve'

),

cutoffs as (

    select * from cutoffs
    where split = 'serve'

),

listed_most as (

    select article_id
    from recommendations
    group by article_id
    order by count(*) desc, article_id asc
    limit 1

),

-- A program sets the variable article_id to an article of its choice.
chosen_article as (

    select coalesce(getvariable('article_id'), min(article_id)) as article_id
    from listed_most

),

sold as (

    select
        cast(floor(date_diff('day', purchases.sold_on, cutoffs.as_of) / 7e0) as integer) as weeks_ago,
        sum(purchases.units) as units,
        count(distinct purchases.customer_id) as buyers
    from purchases
    inner join chosen_article on purchases.article_id = chosen_article.article_id
    cross join cutoffs
    group by all

),

last_weeks as (

    select
        weeks.weeks_ago,
        coalesce(sold.units, 0) as units,
        coalesce(sold.buyers, 0) as buyers
    from (select unnest(range(26)) as weeks_ago) as weeks
    left join sold on weeks.weeks_ago = sold.weeks_ago

)

select * from last_weeks
order by weeks_ago desc
