-- How many customers, candidate pairs and purchases does each cutoff have?
with

customer_features as (

    select * from customer_features
    where cohort <> 'non_buyers'

),

candidate_pairs as (

    select * from candidate_pairs
    where cohort <> 'non_buyers'

),

labels as (

    select * from labels

),

customers as (

    select
        as_of,
        split,
        count(*) as customers,
        count(*) filter (where customer_purchase_days = 0) as newcomers
    from customer_features
    group by as_of, split

),

pairs as (

    select
        candidate_pairs.as_of,
        count(*) as pairs,
        count(labels.article_key) as bought_pairs
    from candidate_pairs
    left join labels
        on
            candidate_pairs.as_of = labels.as_of
            and candidate_pairs.customer_key = labels.customer_key
            and candidate_pairs.article_key = labels.article_key
    group by candidate_pairs.as_of

),

-- Of the customers looked at: of many buyers, train takes a sample.
purchases as (

    select
        labels.as_of,
        count(*) as purchases
    from labels
    inner join customer_features
        on
            labels.as_of = customer_features.as_of
            and labels.customer_key = customer_features.customer_key
    group by labels.as_of

),

cutoffs as (

    select
        customers.as_of,
        customers.split,
        customers.customers,
        customers.newcomers,
        pairs.pairs,
        purchases.purchases,
        round(pairs.pairs * 1e0 / customers.customers, 1) as pairs_a_customer,
        case when purchases.purchases is not null then pairs.bought_pairs end
            as bought_pairs,
        round(pairs.bought_pairs * 1e0 / purchases.purchases, 4)
            as share_of_purchases_found
    from customers
    inner join pairs on customers.as_of = pairs.as_of
    left join purchases on customers.as_of = purchases.as_of

)

select * from cutoffs
order by as_of
