{#- Scores and probabilities of the lists: of everybody known at the test cutoff, and today. -#}
with

offer_chances as (

    select * from {{ ref('offer_chances') }}

),

offers as (

    select
        as_of,
        split = 'serve' as is_today,
        customer_key,
        score,
        p_buys,
        p_article,
        purchase_probability
    from offer_chances

),

{{ window_histograms(
    'probabilities', 'offers', 'customer_key', ordered=['score', 'p_buys', 'p_article', 'purchase_probability']
) }}
