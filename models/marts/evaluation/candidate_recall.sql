with

purchases as (

    select * from {{ ref('evaluated_purchases') }}

),

candidate_pairs as (

    select * from {{ ref('candidate_pairs') }}
    where split = 'test' and cohort = 'buyers'

),

bought_candidates as (

    select
        purchases.as_of,
        purchases.customer_key,
        {% for retriever in retrievers() -%}
        candidate_pairs.{{ retriever }}_rank,
        {% endfor -%}
        candidate_pairs.article_key
    from purchases
    left join candidate_pairs
        on
            purchases.as_of = candidate_pairs.as_of
            and purchases.customer_key = candidate_pairs.customer_key
            and purchases.article_key = candidate_pairs.article_key

),

candidate_recall as (

    {% for retriever in retrievers() -%}
    select
        as_of,
        '{{ retriever }}' as retriever,
        customer_key,
        count({{ retriever }}_rank) * 1e0 / count(*) as recall
    from bought_candidates
    group by as_of, customer_key
    union all
    {% endfor -%}
    select
        as_of,
        'all' as retriever,
        customer_key,
        count(article_key) * 1e0 / count(*) as recall
    from bought_candidates
    group by as_of, customer_key

)

select * from candidate_recall
