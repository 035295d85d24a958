{#-
    Everything the ranker may look at, one row a pair: the columns marked as features, and nothing else. As in
    customer_article_features, whose rows `pairs` are, `condition` says what need be read, and `also` what is handed on.
-#}
{%- macro pair_features(pairs, condition=none, also=[]) -%}
with

customer_article_features as (

    select * from {{ pairs }}

),

customer_features as (

    select * from {{ ref('customer_features') }}
    {%- if condition %}
    where {{ condition }}
    {%- endif %}

),

article_features as (

    select * from {{ ref('article_features') }}

),

-- Left joins, though every pair has its customer and its article: a planner free to choose would first pair all
-- customers of a cutoff with all its articles.
pair_features as (

    select
        customer_article_features.as_of,
        customer_article_features.split,
        customer_article_features.cohort,
        customer_article_features.customer_key,
        customer_article_features.article_key,
        greatest(
            customer_article_features.last_event_at, customer_features.last_event_at, article_features.last_event_at
        ) as last_event_at,
        {%- for column in also %}
        customer_article_features.{{ column }},
        {%- endfor %}
        {{ feature_columns(['candidate_pairs', 'customer_article_features'], 'customer_article_features') }},
        {{ feature_columns(['customer_features'], 'customer_features') }},
        {{ feature_columns(['article_features'], 'article_features') }}
    from customer_article_features
    left join customer_features
        on
            customer_article_features.as_of = customer_features.as_of
            and customer_article_features.customer_key = customer_features.customer_key
    left join article_features
        on
            customer_article_features.as_of = article_features.as_of
            and customer_article_features.article_key = article_features.article_key

)

select * from pair_features
{%- endmacro -%}
