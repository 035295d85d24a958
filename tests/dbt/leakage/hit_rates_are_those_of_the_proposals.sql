{{ config(group='ranking') }}

-- How many pairs each retriever proposed at the closed cutoffs, and how many of them were bought in the window of
-- their own cutoff, counted again.
with

labels as (

    select
        as_of,
        customer_key,
        article_key
    from {{ ref('labels') }}

),

counted as (

    {% for retriever in retrievers() -%}
    select
        '{{ retriever }}' as retriever,
        count(*) as pairs,
        count(labels.article_key) as bought
    from {{ ref('candidate_pairs') }} as proposed
    left join labels
        on
            proposed.as_of = labels.as_of
            and proposed.customer_key = labels.customer_key
            and proposed.article_key = labels.article_key
    where proposed.split in ('train', 'validation') and proposed.{{ retriever }}_rank is not null
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

told as (

    select
        retriever,
        sum(pairs) as pairs,
        sum(bought) as bought
    from {{ ref('retriever_hit_rates') }}
    group by retriever

)

select
    counted.retriever,
    counted.pairs as pairs_counted,
    told.pairs as pairs_told,
    counted.bought as bought_counted,
    told.bought as bought_told
from counted
left join told on counted.retriever = told.retriever
where counted.pairs <> coalesce(told.pairs, 0) or counted.bought <> coalesce(told.bought, 0)
