{{ config(pre_hook="{{ stop_on_problem(ref('int_shop_problems'), concerns=['lists']) }}") }}

with

{% for retriever in retrievers() -%}
{{ retriever }} as (

    select * from {{ ref('int_candidates__' ~ retriever) }}
    where {{ is_pending() }} and {{ in_part() }}

),

{% endfor -%}
proposals as (

    {% for retriever in retrievers() -%}
    select
        as_of,
        split,
        customer_key,
        article_key,
        last_event_at,
        '{{ retriever }}' as retriever,
        rank,
        score,
        because_article_key
    from {{ retriever }}
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

pairs as (

    select
        as_of,
        split,
        customer_key,
        article_key,
        max(last_event_at) as last_event_at,
        {% for retriever in retrievers() -%}
        max(case when retriever = '{{ retriever }}' then rank end) as {{ retriever }}_rank,
        max(case when retriever = '{{ retriever }}' then score end) as {{ retriever }}_score,
        {% endfor -%}
        cast(count(*) as integer) as retrievers,
        max(case when retriever = 'item_cf' then because_article_key end) as bought_with_article_key,
        max(case when retriever = 'same_product' then because_article_key end) as variant_of_article_key
    from proposals
    group by as_of, split, customer_key, article_key

)

{{ with_kept_cutoffs('pairs') }}
