-- How often is each place on the list bought by those who buy, and how often was it predicted?
with

offer_chances as (

    select * from offer_chances
    where split = 'test' and cohort = 'buyers'

),

labels as (

    select * from labels
    where split = 'test'

),

offers as (

    select
        offer_chances.rank,
        offer_chances.p_article,
        labels.article_key is not null as is_bought
    from offer_chances
    left join labels
        on
            offer_chances.as_of = labels.as_of
            and offer_chances.customer_key = labels.customer_key
            and offer_chances.article_key = labels.article_key

),

places as (

    select
        rank,
        count(*) as offers,
        count(*) filter (where is_bought) as bought,
        round(count(*) filter (where is_bought) * 1e0 / count(*), 4) as share_bought,
        round(avg(p_article), 4) as share_foretold
    from offers
    group by rank

)

select * from places
order by rank
