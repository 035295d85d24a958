{#-
    What a training pair says of itself, its customer and its article is what the tables of features say at its cutoff.
    (The features in customer_article_features are a view over the same tables, and too dear to compute again.)
-#}
{%- set tables = {
    'candidate_pairs': ['customer_key', 'article_key'],
    'customer_features': ['customer_key'],
    'article_features': ['article_key'],
} -%}
with

training_pairs as (

    select * from {{ ref('training_pairs') }}

),

{% for table in tables -%}
{{ table }} as (

    select * from {{ ref(table) }}

),

{% endfor -%}
other_features as (

    {% for table, keys in tables.items() -%}
    select
        training_pairs.as_of,
        training_pairs.customer_key,
        training_pairs.article_key,
        '{{ table }}' as differs_from
    from training_pairs
    left join {{ table }}
        on
            training_pairs.as_of = {{ table }}.as_of
            {%- for key in keys %}
            and training_pairs.{{ key }} = {{ table }}.{{ key }}
            {%- endfor %}
    where
        {% for name in marked_features([table]) -%}
        training_pairs.{{ name }} is distinct from cast({{ table }}.{{ name }} as float)
        {% if not loop.last %}or {% endif -%}
        {% else -%}
        {{ table }}.as_of is null
        {% endfor %}
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
)

select * from other_features
