{#- With fewer buyers than these, a reason would reveal what one of them bought. -#}
{%- set fewest_buyers = 5 -%}
{#- Retrievers whose evidence is what other customers bought, and when it may be shown. -#}
{%- set may_be_told = {
    'item_cf': 'article_features.article_buyers >= ' ~ fewest_buyers,
    'popular_in_segment': 'segment_buyers.buyers >= ' ~ fewest_buyers,
} -%}

with

recommended_pairs as (

    select * from {{ ref('recommended_pairs') }}
    where cohort <> 'non_buyers'

),

candidate_pairs as (

    select * from {{ ref('candidate_pairs') }}

),

hit_rates as (

    select * from {{ ref('retriever_hit_rates') }}

),

article_features as (

    select * from {{ ref('article_features') }}

),

customer_profiles as (

    select * from {{ ref('int_customer_profiles') }}

),

segment_buyers as (

    select * from {{ ref('int_segment_buyers') }}

),

-- Who proposed the pair at what rank, as far as it may be shown.
proposed as (

    select
        recommended_pairs.as_of,
        recommended_pairs.split,
        recommended_pairs.customer_key,
        recommended_pairs.article_key,
        recommended_pairs.last_event_at,
        {% for retriever in retrievers() -%}
        case
            when {{ may_be_told.get(retriever, 'true') }} then candidate_pairs.{{ retriever }}_rank
        end as {{ retriever }}_rank,
        {% endfor -%}
        candidate_pairs.bought_with_article_key,
        candidate_pairs.variant_of_article_key,
        customer_profiles.peer_group
    from recommended_pairs
    inner join candidate_pairs
        on
            recommended_pairs.as_of = candidate_pairs.as_of
            and recommended_pairs.customer_key = candidate_pairs.customer_key
            and recommended_pairs.article_key = candidate_pairs.article_key
    inner join customer_profiles
        on
            recommended_pairs.as_of = customer_profiles.as_of
            and recommended_pairs.customer_key = customer_profiles.customer_key
    inner join article_features
        on
            recommended_pairs.as_of = article_features.as_of
            and recommended_pairs.article_key = article_features.article_key
    left join segment_buyers
        on
            recommended_pairs.as_of = segment_buyers.as_of
            and customer_profiles.peer_group = segment_buyers.peer_group
            and recommended_pairs.article_key = segment_buyers.article_key

),

-- How often a pair was bought that the retriever proposed at such a rank.
weighed as (

    select
        proposed.as_of,
        proposed.split,
        proposed.customer_key,
        proposed.article_key,
        proposed.last_event_at,
        {% for retriever in retrievers() -%}
        {{ retriever }}_hits.hit_rate as {{ retriever }}_hit_rate,
        {% endfor -%}
        proposed.bought_with_article_key,
        proposed.variant_of_article_key,
        proposed.peer_group
    from proposed
    {% for retriever in retrievers() -%}
    left join hit_rates as {{ retriever }}_hits
        on
            {{ retriever }}_hits.retriever = '{{ retriever }}'
            and {{ rank_band('proposed.' ~ retriever ~ '_rank') }} = {{ retriever }}_hits.first_rank
    {% endfor %}
),

highest as (

    select
        as_of,
        split,
        customer_key,
        article_key,
        last_event_at,
        {% for retriever in retrievers() -%}
        {{ retriever }}_hit_rate,
        {% endfor -%}
        greatest({{ retrievers() | join('_hit_rate, ') }}_hit_rate) as hit_rate,
        bought_with_article_key,
        variant_of_article_key,
        peer_group
    from weighed

),

strongest as (

    select
        as_of,
        split,
        customer_key,
        article_key,
        last_event_at,
        hit_rate,
        case hit_rate
            {%- for retriever in retrievers() %}
            when {{ retriever }}_hit_rate then '{{ retriever }}'
            {%- endfor %}
        end as retriever,
        bought_with_article_key,
        variant_of_article_key,
        peer_group
    from highest

),

evidence as (

    select
        as_of,
        split,
        customer_key,
        article_key,
        last_event_at,
        retriever,
        hit_rate,
        case retriever
            when 'item_cf' then bought_with_article_key
            when 'same_product' then variant_of_article_key
        end as because_article_key,
        case when retriever = 'popular_in_segment' then peer_group end as peer_group
    from strongest

)

select * from evidence
