{{ config(group='evaluation') }}
{%- set baselines = ['repurchase', 'item_cf', 'own_frequency'] -%}

-- What is measured is what each recommender says: the ranker's lists, and each baseline's own articles in their order
-- and then what is popular. A baseline that is measured without some of them is beaten too easily.
with

buyers as (

    select
        as_of,
        customer_key
    from {{ ref('int_audience') }}
    where split = 'test' and cohort = 'buyers'

),

popular as (

    select
        candidates.customer_key,
        candidates.article_key,
        candidates.rank
    from {{ ref('int_candidates__popular') }} as candidates
    inner join buyers
        on
            candidates.as_of = buyers.as_of
            and candidates.customer_key = buyers.customer_key

),

{% for retriever in ['repurchase', 'item_cf'] -%}
{{ retriever }} as (

    select
        candidates.customer_key,
        candidates.article_key,
        candidates.rank
    from {{ ref('int_candidates__' ~ retriever) }} as candidates
    inner join buyers
        on
            candidates.as_of = buyers.as_of
            and candidates.customer_key = buyers.customer_key

),

{% endfor -%}
visits as (

    select
        history.as_of,
        history.customer_key,
        history.article_key,
        count(*) as visits
    from {{ ref('int_customer_history') }} as history
    inner join buyers
        on
            history.as_of = buyers.as_of
            and history.customer_key = buyers.customer_key
    group by history.as_of, history.customer_key, history.article_key

),

own_frequency as (

    select
        visits.customer_key,
        visits.article_key,
        row_number() over (
            partition by visits.customer_key
            order by visits.visits desc, article_features.article_buyers_91d desc, visits.article_key asc
        ) as rank
    from visits
    inner join {{ ref('article_features') }} as article_features
        on
            visits.as_of = article_features.as_of
            and visits.article_key = article_features.article_key

),

own as (

    {% for baseline in baselines -%}
    select
        '{{ baseline }}' as recommender,
        customer_key,
        article_key,
        row_number() over (partition by customer_key order by rank) as place
    from {{ baseline }}
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

own_lengths as (

    select
        recommender,
        customer_key,
        count(*) as own_articles
    from own
    group by recommender, customer_key

),

fillings as (

    {% for baseline in baselines -%}
    select
        '{{ baseline }}' as recommender,
        popular.customer_key,
        popular.article_key,
        row_number() over (partition by popular.customer_key order by popular.rank) as place
    from popular
    left join {{ baseline }}
        on
            popular.customer_key = {{ baseline }}.customer_key
            and popular.article_key = {{ baseline }}.article_key
    where {{ baseline }}.article_key is null
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

expected as (

    select
        recommender,
        customer_key,
        article_key,
        place
    from own
    union all
    select
        fillings.recommender,
        fillings.customer_key,
        fillings.article_key,
        coalesce(own_lengths.own_articles, 0) + fillings.place as place
    from fillings
    left join own_lengths
        on
            fillings.recommender = own_lengths.recommender
            and fillings.customer_key = own_lengths.customer_key
    union all
    select
        'popular' as recommender,
        customer_key,
        article_key,
        rank as place
    from popular
    union all
    select
        'ranker_by_score' as recommender,
        customer_key,
        article_key,
        score_rank as place
    from {{ ref('ranked_pairs') }}
    where split = 'test' and cohort = 'buyers'
    union all
    select
        'ranker' as recommender,
        customers.customer_key,
        articles.article_key,
        recommendations.rank as place
    from {{ ref('recommendations') }} as recommendations
    inner join {{ ref('int_customers') }} as customers on recommendations.customer_id = customers.customer_id
    inner join {{ ref('int_articles') }} as articles on recommendations.article_id = articles.article_id
    where recommendations.split = 'test'
    {%- if source_brings('oracle_lists') %}
    union all
    select
        'oracle' as recommender,
        customers.customer_key,
        articles.article_key,
        oracle.rank as place
    from {{ ref(var('source') ~ '_oracle_lists') }} as oracle
    inner join {{ ref('int_customers') }} as customers on oracle.customer_id = customers.customer_id
    inner join {{ ref('int_articles') }} as articles on oracle.article_id = articles.article_id
    {%- endif %}

),

expected_lists as (

    select * from expected
    where place <= {{ var('top_k') }}

)

select
    coalesce(expected_lists.recommender, measured.recommender) as recommender,
    coalesce(expected_lists.customer_key, measured.customer_key) as customer_key,
    coalesce(expected_lists.article_key, measured.article_key) as article_key,
    expected_lists.place as expected_place,
    measured.rank as measured_place
from expected_lists
full outer join {{ ref('evaluated_lists') }} as measured
    on
        expected_lists.recommender = measured.recommender
        and expected_lists.customer_key = measured.customer_key
        and expected_lists.article_key = measured.article_key
where expected_lists.place is distinct from measured.rank
