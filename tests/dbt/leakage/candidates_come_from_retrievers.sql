{#-
    Every pair was proposed by a retriever, and each customer's ranks at a retriever go 1, 2, 3 … up to its cap: a pair
    put in by another way has none, or breaks the row. Pairs to serve have no label that could have put them in.
-#}
with

candidate_pairs as (

    select * from {{ ref('candidate_pairs') }}
    where split <> 'serve'

),

proposals as (

    {% for retriever in retrievers() -%}
    select
        as_of,
        customer_key,
        '{{ retriever }}' as retriever,
        count(*) as pairs,
        count(distinct {{ retriever }}_rank) as ranks,
        max({{ retriever }}_rank) as last_rank
    from candidate_pairs
    where {{ retriever }}_rank is not null
    group by as_of, customer_key
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

caps as (

    select * from {{ ref('retrievers') }}

),

counted as (

    select
        as_of,
        customer_key,
        article_key,
        retrievers,
        0
        {%- for retriever in retrievers() %}
        + case when {{ retriever }}_rank is null then 0 else 1 end
        {%- endfor %} as number_of_ranks
    from candidate_pairs

),

broken_rows as (

    select
        proposals.as_of,
        proposals.customer_key,
        'ranks of ' || proposals.retriever || ' are not 1 to ' || cast(proposals.pairs as string) as problem
    from proposals
    inner join caps on proposals.retriever = caps.retriever
    where
        proposals.last_rank <> proposals.pairs
        or proposals.ranks <> proposals.pairs
        or proposals.last_rank > caps.cap

),

unproposed as (

    select
        as_of,
        customer_key,
        'article_key ' || cast(article_key as string) || ' was proposed by other than '
        || cast(retrievers as string) || ' retrievers' as problem
    from counted
    where
        retrievers < 1
        or retrievers <> number_of_ranks

)

select * from broken_rows
union all
select * from unproposed
