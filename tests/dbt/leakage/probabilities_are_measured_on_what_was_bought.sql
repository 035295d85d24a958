{{ config(group='evaluation') }}

-- The Brier scores of the ranker's probabilities, counted again from the lists and the labels: of an article for a
-- customer who buys on every test buyer, of both on every customer who was drawn, whether they bought or not.
with

on_lists as (

    select
        offer_chances.cohort,
        offer_chances.p_article,
        offer_chances.purchase_probability,
        case when labels.article_key is null then 0e0 else 1e0 end as bought,
        drawn_customers.customer_key is not null as is_drawn
    from {{ ref('offer_chances') }} as offer_chances
    left join {{ ref('labels') }} as labels
        on
            offer_chances.as_of = labels.as_of
            and offer_chances.customer_key = labels.customer_key
            and offer_chances.article_key = labels.article_key
    left join {{ ref('int_drawn_customers') }} as drawn_customers
        on
            offer_chances.as_of = drawn_customers.as_of
            and offer_chances.customer_key = drawn_customers.customer_key
    where offer_chances.split = 'test'

),

counted as (

    select
        'ranker' as recommender,
        avg((purchase_probability - bought) * (purchase_probability - bought)) as brier
    from on_lists
    where is_drawn and purchase_probability is not null
    union all
    select
        'ranker_if_buying' as recommender,
        avg((p_article - bought) * (p_article - bought)) as brier
    from on_lists
    where cohort = 'buyers' and p_article is not null

),

measured as (

    select * from {{ ref('cutoff_metrics') }}
    where metric = 'brier' and segment = 'all'

)

select
    coalesce(counted.recommender, measured.recommender) as recommender,
    counted.brier as counted_brier,
    measured.value as measured_brier
from counted
full outer join measured on counted.recommender = measured.recommender
where
    (counted.brier is null) <> (measured.value is null)
    or abs(measured.value - counted.brier) > 1e-9
    or measured.value not between measured.ci_low - 1e-9 and measured.ci_high + 1e-9
