-- Which reasons for an offer do buyers buy most, and how many offers do they make?
with

offer_chances as (

    select * from offer_chances
    where split = 'test' and cohort = 'buyers'

),

reasons as (

    select * from recommendation_reasons
    where split = 'test'

),

labels as (

    select * from labels
    where split = 'test'

),

offers as (

    select
        offer_chances.rank,
        offer_chances.p_article,
        labels.article_key is not null as is_bought,
        reasons.evidence
    from offer_chances
    inner join reasons
        on
            offer_chances.as_of = reasons.as_of
            and offer_chances.customer_key = reasons.customer_key
            and offer_chances.article_key = reasons.article_key
    left join labels
        on
            offer_chances.as_of = labels.as_of
            and offer_chances.customer_key = labels.customer_key
            and offer_chances.article_key = labels.article_key

),

evidence as (

    select
        evidence,
        count(*) as offers,
        round(count(*) * 1e0 / sum(count(*)) over (), 4) as share_of_offers,
        round(avg(rank), 1) as mean_rank,
        count(*) filter (where is_bought) as bought,
        round(count(*) filter (where is_bought) * 1e0 / count(*), 4) as share_bought,
        round(avg(p_article), 4) as share_foretold
    from offers
    group by evidence

)

select * from evidence
order by share_bought desc, evidence asc
