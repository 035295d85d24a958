-- What would three buyers of the test window have been offered, and what did they buy most of?
with

recommendations as (

    select * from recommendations
    where split = 'test'

),

labels as (

    select * from labels
    where split = 'test'

),

customers as (

    select * from customers

),

articles as (

    select * from articles

),

-- By the order of a hash: neither the best cases nor the worst.
buyers as (

    select distinct
        customers.customer_key,
        customers.customer_id
    from labels
    inner join customers on labels.customer_key = customers.customer_key
    order by md5(customers.customer_id), customers.customer_id
    limit 3

),

offers as (

    select
        buyers.customer_key,
        articles.article_key,
        recommendations.rank,
        recommendations.purchase_probability
    from recommendations
    inner join buyers on recommendations.customer_id = buyers.customer_id
    inner join articles on recommendations.article_id = articles.article_id

),

purchases as (

    select
        buyers.customer_key,
        labels.article_key,
        labels.units,
        row_number() over (
            partition by labels.customer_key order by labels.units desc, labels.article_key asc
        ) as place
    from labels
    inner join buyers on labels.customer_key = buyers.customer_key

),

offered_or_bought as (

    select
        offers.rank,
        offers.purchase_probability,
        purchases.units,
        coalesce(offers.customer_key, purchases.customer_key) as customer_key,
        coalesce(offers.article_key, purchases.article_key) as article_key
    from offers
    full outer join purchases
        on
            offers.customer_key = purchases.customer_key
            and offers.article_key = purchases.article_key
    where offers.rank is not null or purchases.place <= (select max(recommendations.rank) from recommendations)

),

named as (

    select
        buyers.customer_id,
        offered_or_bought.rank as offered_at_rank,
        articles.article_id,
        articles.name,
        offered_or_bought.units as units_bought,
        round(offered_or_bought.purchase_probability, 3) as purchase_probability,
        case
            when offered_or_bought.rank is null then 'bought only'
            when offered_or_bought.units is null then 'offered only'
            else 'offered and bought'
        end as outcome
    from offered_or_bought
    inner join buyers on offered_or_bought.customer_key = buyers.customer_key
    inner join articles
        on offered_or_bought.article_key = articles.article_key

)

select * from named
order by customer_id asc, offered_at_rank asc nulls last, units_bought desc, article_id asc
limit 100
