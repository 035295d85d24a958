{{ config(
    materialized='cutoff_table',
    meta={'reuse': 'ranking', 'independent': 'customers'},
    pre_hook="{{ stop_on_problem(ref('int_shop_problems'), concerns=['lists']) }}"
) }}
{%- set first_retriever, other_retrievers = retrievers()[0], retrievers()[1:] -%}

with

{% for retriever in retrievers() -%}
{{ retriever }} as (

    select * from {{ ref('int_candidates__' ~ retriever) }}
    where {{ pending() }} and {{ in_part() }}

),

{% endfor -%}
-- Joined, not grouped: nearly every proposal is a pair of its own, and a row so wide is expensive to group.
pairs as (

    select
        as_of,
        {% for column in ['split', 'cohort'] -%}
        coalesce(
            {% for retriever in retrievers() -%}
            {{ retriever }}.{{ column }}{{ ',' if not loop.last }}
            {% endfor -%}
        ) as {{ column }},
        {% endfor -%}
        customer_key,
        article_key,
        greatest(
            {% for retriever in retrievers() -%}
            {{ retriever }}.last_event_at{{ ',' if not loop.last }}
            {% endfor -%}
        ) as last_event_at,
        {% for retriever in retrievers() -%}
        {{ retriever }}.rank as {{ retriever }}_rank,
        {{ retriever }}.score as {{ retriever }}_score,
        {% endfor -%}
        0
        {%- for retriever in retrievers() %}
        + case when {{ retriever }}.rank is null then 0 else 1 end
        {%- endfor %} as retrievers,
        item_cf.because_article_key as bought_with_article_key,
        same_product.because_article_key as variant_of_article_key
    from {{ first_retriever }}
    {% for retriever in other_retrievers -%}
    full outer join {{ retriever }} using (as_of, customer_key, article_key)
    {% endfor %}
)

select * from pairs
