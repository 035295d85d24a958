-- Which reasons for an offer are bought most, and how many offers do they make?
with

recommendations as (

    select * from recommendations
    where split = 'test'

),

candidate_pairs as (

    select * from candidate_pairs
    where split = 'test'

),

customer_article_history as (

    select * from int_customer_article_history
    where split = 'test'

),

labels as (

    select * from labels
    where split = 'test'

),

customers as (

    select * from int_customers

),

articles as (

    select * from int_articles

),

-- The same order of evidence as in the column `reason`.
offers as (

    select
        recommendations.rank,
        recommendations.purchase_probability,
        labels.article_key is not null as is_bought,
        case
            when customer_article_history.times_bought > 1
                then 'bought several times'
            when customer_article_history.times_bought = 1
                then 'bought once'
            when candidate_pairs.variant_of_article_key is not null
                then 'version of something bought'
            when candidate_pairs.bought_with_article_key is not null
                then 'often bought with something bought'
            when candidate_pairs.popular_in_segment_rank is not null
                then 'popular with the peer group'
            else 'popular with everybody'
        end as reason
    from recommendations
    inner join customers
        on recommendations.customer_id = customers.customer_id
    inner join articles on recommendations.article_id = articles.article_id
    inner join candidate_pairs
        on
            recommendations.as_of = candidate_pairs.as_of
            and customers.customer_key = candidate_pairs.customer_key
            and articles.article_key = candidate_pairs.article_key
    left join customer_article_history
        on
            recommendations.as_of = customer_article_history.as_of
            and customers.customer_key = customer_article_history.customer_key
            and articles.article_key = customer_article_history.article_key
    left join labels
        on
            recommendations.as_of = labels.as_of
            and customers.customer_key = labels.customer_key
            and articles.article_key = labels.article_key

),

reasons as (

    select
        reason,
        count(*) as offers,
        round(count(*) * 1e0 / sum(count(*)) over (), 4) as share_of_offers,
        round(avg(rank), 1) as mean_rank,
        count(*) filter (where is_bought) as bought,
        round(count(*) filter (where is_bought) * 1e0 / count(*), 4) as share_bought,
        round(avg(purchase_probability), 4) as share_foretold
    from offers
    group by reason

)

select * from reasons
order by share_bought desc, reason asc
