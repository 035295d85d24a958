{{ config(pre_hook="{{ stop_on_problem(ref('int_shop_problems'), concerns=['lists']) }}") }}
{%- set number = {} -%}
{%- for retriever in retrievers() -%}
{%- do number.update({retriever: loop.index}) -%}
{%- endfor %}

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
        {{ number[retriever] }} as retriever,
        rank,
        score,
        because_article_key
    from {{ retriever }}
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

-- As few keys as will do, and numbers for names: nearly every proposal is a pair of its own.
pairs as (

    select
        as_of,
        max(split) as split,
        customer_key,
        article_key,
        max(last_event_at) as last_event_at,
        {% for retriever in retrievers() -%}
        max(case when retriever = {{ number[retriever] }} then rank end) as {{ retriever }}_rank,
        max(case when retriever = {{ number[retriever] }} then score end) as {{ retriever }}_score,
        {% endfor -%}
        cast(count(*) as integer) as retrievers,
        max(case when retriever = {{ number.item_cf }} then because_article_key end) as bought_with_article_key,
        max(case when retriever = {{ number.same_product }} then because_article_key end) as variant_of_article_key
    from proposals
    group by as_of, customer_key, article_key

)

{{ with_kept_cutoffs('pairs') }}
