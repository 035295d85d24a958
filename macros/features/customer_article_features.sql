{#-
    What is known of a customer and an article together, one row for each of the pairs. Whoever wants few chooses first, and
    only those are joined. `condition` says of which customers and cutoffs tables need be read; `also` names columns of the
    pairs to hand on.
-#}
{%- macro customer_article_features(pairs, condition=none, also=[]) -%}
with

candidate_pairs as (

    select * from {{ pairs }}

),

customer_article_history as (

    select * from {{ ref('int_customer_article_history') }}
    {%- if condition %}
    where {{ condition }}
    {%- endif %}

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

articles as (

    select * from {{ ref('int_articles') }}

),

-- Each from the table itself: what several read from one CTE, DuckDB computes whole, for all customers at all cutoffs.
{% for attribute in taste_attributes() -%}
{{ attribute }}_taste as (

    select * from {{ ref('int_customer_taste') }}
    where attribute = '{{ attribute }}'{% if condition %} and {{ condition }}{% endif %}

),

{% endfor -%}
-- Left joins, though every pair has its customer and its article: a planner free to choose would first pair all
-- customers of a cutoff with all its articles.
features as (

    select
        candidate_pairs.as_of,
        candidate_pairs.split,
        candidate_pairs.cohort,
        candidate_pairs.customer_key,
        candidate_pairs.article_key,
        greatest(
            candidate_pairs.last_event_at,
            customer_features.last_event_at,
            article_features.last_event_at,
            {% for attribute in taste_attributes() -%}
            {{ attribute }}_taste.last_event_at,
            {% endfor -%}
            customer_article_history.last_event_at
        ) as last_event_at,

        -- which retriever proposed it, at what rank
        {{ feature_columns(['candidate_pairs'], 'candidate_pairs') }},
        {%- for column in also %}
        candidate_pairs.{{ column }},
        {%- endfor %}

        -- own purchases of the article
        coalesce(customer_article_history.times_bought, 0) as pair_times_bought,
        customer_article_history.days_since_last as pair_days_since_last,
        customer_article_history.days_since_first as pair_days_since_first,
        coalesce(customer_article_history.weight_30d, 0) / 1e6 as pair_weight_30d,
        coalesce(customer_article_history.weight_120d, 0) / 1e6 as pair_weight_120d,
        customer_article_history.times_bought * 1e0 / nullif(customer_features.customer_lines, 0)
            as pair_share_of_purchases,
        customer_article_history.times_bought * 1e0 / nullif(customer_features.customer_purchase_days, 0)
            as pair_share_of_baskets,
        cast(customer_article_history.days_since_last = customer_features.customer_days_since_last as integer)
            as pair_in_last_basket,

        -- what became of the opportunities to buy it again
        customer_article_history.visits_since_first as pair_visits_since_first,
        customer_article_history.visits_since_last as pair_visits_since_last,
        (customer_article_history.times_bought - 1) * 1e0 / nullif(customer_article_history.visits_since_first, 0)
            as pair_rebuy_share,

        -- where in its cycle the purchase is: 1 is due
        customer_article_history.days_since_last * 1e0 * (customer_article_history.times_bought - 1)
        / nullif(customer_article_history.days_since_first - customer_article_history.days_since_last, 0)
            as pair_cycle_position,
        customer_article_history.days_since_last / nullif(customer_features.customer_gap_mean, 0)
            as pair_days_to_customer_gap,
        customer_article_history.days_since_last / nullif(article_features.article_repurchase_gap_mean, 0)
            as pair_days_to_article_gap,

        -- taste
        {% for attribute in taste_attributes() -%}
        coalesce({{ attribute }}_taste.times_bought, 0) as pair_{{ attribute }}_times_bought,
        {{ attribute }}_taste.days_since_last as pair_{{ attribute }}_days_since_last,
        {{ attribute }}_taste.share as pair_{{ attribute }}_affinity,
        {% endfor -%}

        -- fit
        abs(ln(
            nullif(article_features.article_price_micros, 0) / nullif(customer_features.customer_price_mean_micros, 0)
        )) as pair_price_distance,
        abs(article_features.article_buyers_age_mean - customer_features.customer_age) as pair_age_distance
    from candidate_pairs
    left join articles on candidate_pairs.article_key = articles.article_key
    left join customer_features
        on
            candidate_pairs.as_of = customer_features.as_of
            and candidate_pairs.customer_key = customer_features.customer_key
    left join article_features
        on
            candidate_pairs.as_of = article_features.as_of
            and candidate_pairs.article_key = article_features.article_key
    left join customer_article_history
        on
            candidate_pairs.as_of = customer_article_history.as_of
            and candidate_pairs.customer_key = customer_article_history.customer_key
            and candidate_pairs.article_key = customer_article_history.article_key
    {% for attribute in taste_attributes() -%}
    left join {{ attribute }}_taste
        on
            candidate_pairs.as_of = {{ attribute }}_taste.as_of
            and candidate_pairs.customer_key = {{ attribute }}_taste.customer_key
            and articles.{{ attribute }}_key = {{ attribute }}_taste.attribute_key
    {% endfor %}
)

select * from features
{%- endmacro -%}
