with

recommendations as (

    select * from {{ ref('recommendations') }}

),

ranked_pairs as (

    select * from {{ ref('ranked_pairs') }}
    where split = 'test' and cohort = 'buyers'

),

customers as (

    select * from {{ ref('int_customers') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

customer_article_history as (

    select * from {{ ref('int_customer_article_history') }}
    where split = 'test' and cohort = 'buyers'

),

article_features as (

    select * from {{ ref('article_features') }}
    where split = 'test'

),

{% for retriever in ['popular', 'repurchase', 'item_cf'] -%}
{{ retriever }}_candidates as (

    select * from {{ ref('int_candidates__' ~ retriever) }}
    where split = 'test' and cohort = 'buyers'

),

{% endfor -%}
ranker_lists as (

    select
        recommendations.as_of,
        'ranker' as recommender,
        customers.customer_key,
        recommendations.rank,
        articles.article_key
    from recommendations
    inner join customers on recommendations.customer_id = customers.customer_id
    inner join articles on recommendations.article_id = articles.article_id
    where recommendations.split = 'test'

),

-- The list as it would be without re-ranking.
by_score_lists as (

    select
        as_of,
        'ranker_by_score' as recommender,
        customer_key,
        score_rank as rank,
        article_key
    from ranked_pairs
    where score_rank <= {{ var('top_k') }}

),

popular_lists as (

    select
        as_of,
        'popular' as recommender,
        customer_key,
        rank,
        article_key
    from popular_candidates

),

-- What the customer bought on most days, and of those bought as often what has most buyers.
own_frequency_candidates as (

    select
        customer_article_history.as_of,
        customer_article_history.customer_key,
        customer_article_history.article_key,
        row_number() over (
            partition by customer_article_history.as_of, customer_article_history.customer_key
            order by
                customer_article_history.times_bought desc,
                article_features.article_buyers_91d desc,
                customer_article_history.article_key asc
        ) as rank
    from customer_article_history
    inner join article_features
        on
            customer_article_history.as_of = article_features.as_of
            and customer_article_history.article_key = article_features.article_key

),

-- A baseline with too short a list goes on with what is popular, as anybody would let it.
filled_up as (

    {% for baseline in ['repurchase', 'item_cf', 'own_frequency'] -%}
    select
        as_of,
        '{{ baseline }}' as recommender,
        customer_key,
        article_key,
        0 as is_filling,
        rank
    from {{ baseline }}_candidates
    union all
    select
        as_of,
        '{{ baseline }}' as recommender,
        customer_key,
        article_key,
        1 as is_filling,
        rank
    from popular_candidates
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

without_repeats as (

    select
        as_of,
        recommender,
        customer_key,
        article_key,
        is_filling,
        rank
    from filled_up
    qualify row_number() over (
            partition by as_of, recommender, customer_key, article_key order by is_filling, rank
        ) = 1

),

baseline_lists as (

    select
        as_of,
        recommender,
        customer_key,
        cast(row_number() over (
            partition by as_of, recommender, customer_key order by is_filling, rank, article_key
        ) as integer) as rank,
        article_key
    from without_repeats

),
{%- if source_brings('oracle_lists') %}

oracle_lists as (

    select
        oracle.as_of,
        'oracle' as recommender,
        customers.customer_key,
        oracle.rank,
        articles.article_key
    from {{ ref(var('source') ~ '_oracle_lists') }} as oracle
    inner join customers on oracle.customer_id = customers.customer_id
    inner join articles on oracle.article_id = articles.article_id

),
{%- endif %}

all_lists as (

    select * from ranker_lists
    union all
    select * from by_score_lists
    union all
    select * from popular_lists
    union all
    select * from baseline_lists
    {%- if source_brings('oracle_lists') %}
    union all
    select * from oracle_lists
    {%- endif %}

),

evaluated_lists as (

    select * from all_lists
    where rank <= {{ var('top_k') }}

)

select * from evaluated_lists
