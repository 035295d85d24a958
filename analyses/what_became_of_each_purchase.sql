-- Of what was bought in the test window, how much was offered, and why not the rest?
with

labels as (

    select * from labels
    where split = 'test'

),

candidate_pairs as (

    select * from candidate_pairs
    where split = 'test' and cohort = 'buyers'

),

recommendations as (

    select * from recommendations
    where split = 'test'

),

customer_features as (

    select * from customer_features
    where split = 'test' and cohort = 'buyers'

),

article_features as (

    select * from article_features
    where split = 'test'

),

customer_article_history as (

    select * from int_customer_article_history
    where split = 'test' and cohort = 'buyers'

),

customers as (

    select * from customers

),

articles as (

    select * from articles

),

offers as (

    select
        recommendations.as_of,
        customers.customer_key,
        articles.article_key
    from recommendations
    inner join customers
        on recommendations.customer_id = customers.customer_id
    inner join articles on recommendations.article_id = articles.article_id

),

-- The first reason that applies counts.
fates as (

    select
        labels.customer_key,
        labels.article_key,
        article_features.article_rank_28d,
        case
            when offers.article_key is not null
                then '1 offered'
            when candidate_pairs.article_key is not null
                then '2 proposed, but ranked too low'
            when article_features.article_key is null
                then '3 article was never sold before'
            when customer_features.customer_purchase_days = 0
                then '4 first purchase, nothing known of the customer'
            when customer_article_history.article_key is not null
                then '5 bought before, but not among those proposed'
            when article_features.article_orders_28d = 0
                then '6 article did not sell for four weeks'
            else '7 new to the customer, proposed by nobody'
        end as fate
    from labels
    inner join customer_features
        on
            labels.as_of = customer_features.as_of
            and labels.customer_key = customer_features.customer_key
    left join article_features
        on
            labels.as_of = article_features.as_of
            and labels.article_key = article_features.article_key
    left join candidate_pairs
        on
            labels.as_of = candidate_pairs.as_of
            and labels.customer_key = candidate_pairs.customer_key
            and labels.article_key = candidate_pairs.article_key
    left join offers
        on
            labels.as_of = offers.as_of
            and labels.customer_key = offers.customer_key
            and labels.article_key = offers.article_key
    left join customer_article_history
        on
            labels.as_of = customer_article_history.as_of
            and labels.customer_key = customer_article_history.customer_key
            and labels.article_key = customer_article_history.article_key

),

outcome_counts as (

    select
        fate,
        count(*) as purchases,
        round(count(*) * 1e0 / sum(count(*)) over (), 4) as share_of_purchases,
        count(distinct customer_key) as customers,
        count(distinct article_key) as articles,
        percentile_cont(0.5) within group (order by article_rank_28d)
            as median_sales_rank
    from fates
    group by fate

)

select * from outcome_counts
order by fate
