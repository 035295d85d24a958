with

recommendation_evidence as (

    select * from {{ ref('recommendation_evidence') }}

),

purchase_rhythms as (

    select * from {{ ref('purchase_rhythms') }}

),

customer_features as (

    select * from {{ ref('customer_features') }}

),

customer_article_history as (

    select * from {{ ref('int_customer_article_history') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

country_names as (

    select * from {{ ref('country_names') }}

),

-- An article without a name bears its id, which says nothing to a customer.
named_articles as (

    select
        article_key,
        product_code,
        colour,
        case when name <> article_id then {{ name_in_words('name') }} end as name
    from articles

),

-- Pairs with a rhythm are bought more often than what any retriever proposes at almost any rank: it speaks first.
reason_facts as (

    select
        strongest.as_of,
        strongest.split,
        strongest.customer_key,
        strongest.article_key,
        strongest.last_event_at,
        own.times_bought,
        own.days_since_last,
        own.days_since_last = customer_features.customer_days_since_last as is_in_last_basket,
        purchase_rhythms.gap_days,
        because.name as because_name,
        because_history.days_since_last as because_days_since_last,
        because.colour <> offered.colour as is_another_colour,
        case
            when strongest.peer_group like 'aged %' then 'with customers ' || strongest.peer_group
            when strongest.peer_group like 'in %'
                then 'in ' || coalesce(country_names.in_words, substr(strongest.peer_group, 4))
        end as popular_where,
        case
            when purchase_rhythms.gap_days is not null then 'rhythm'
            when strongest.retriever = 'repurchase' then 'own purchase'
            when strongest.retriever = 'same_product' then 'another version'
            when strongest.retriever = 'item_cf' and because.product_code = offered.product_code then 'another version'
            when strongest.retriever = 'item_cf' then 'bought together'
            when strongest.retriever = 'popular_in_segment' then 'popular with peers'
            when strongest.retriever = 'popular' then 'popular'
            else 'none to tell'
        end as evidence
    from recommendation_evidence as strongest
    inner join named_articles as offered on strongest.article_key = offered.article_key
    inner join customer_features
        on
            strongest.as_of = customer_features.as_of
            and strongest.customer_key = customer_features.customer_key
    left join customer_article_history as own
        on
            strongest.as_of = own.as_of
            and strongest.customer_key = own.customer_key
            and strongest.article_key = own.article_key
    left join purchase_rhythms
        on
            strongest.as_of = purchase_rhythms.as_of
            and strongest.customer_key = purchase_rhythms.customer_key
            and strongest.article_key = purchase_rhythms.article_key
    left join named_articles as because on strongest.because_article_key = because.article_key
    left join customer_article_history as because_history
        on
            strongest.as_of = because_history.as_of
            and strongest.customer_key = because_history.customer_key
            and strongest.because_article_key = because_history.article_key
    left join country_names on strongest.peer_group = 'in ' || country_names.country

)

select * from reason_facts
