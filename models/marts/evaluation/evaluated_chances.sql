with

offer_chances as (

    select * from {{ ref('offer_chances') }}
    where split = 'test'

),

drawn_customers as (

    select * from {{ ref('int_drawn_customers') }}

),

customer_features as (

    select * from {{ ref('customer_features') }}
    where split = 'test'

),

evaluated_purchases as (

    select * from {{ ref('evaluated_purchases') }}

),

-- Two probabilities: of an article for a customer who buys, and of both, for all who were known, buyers or not.
evaluated_chances as (

    select
        offer_chances.as_of,
        offer_chances.cohort = 'buyers' as is_buyer,
        drawn_customers.customer_key is not null as is_drawn,
        offer_chances.customer_key,
        offer_chances.article_key,
        {{ customer_segment('customer_features.customer_purchase_days') }} as segment,
        offer_chances.p_article,
        offer_chances.purchase_probability,
        evaluated_purchases.article_key is not null as is_bought
    from offer_chances
    inner join customer_features
        on
            offer_chances.as_of = customer_features.as_of
            and offer_chances.customer_key = customer_features.customer_key
    left join drawn_customers
        on
            offer_chances.as_of = drawn_customers.as_of
            and offer_chances.customer_key = drawn_customers.customer_key
    left join evaluated_purchases
        on
            offer_chances.as_of = evaluated_purchases.as_of
            and offer_chances.customer_key = evaluated_purchases.customer_key
            and offer_chances.article_key = evaluated_purchases.article_key

)

select * from evaluated_chances
