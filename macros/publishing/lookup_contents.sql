{#-
    What people ask most of a published build, as queries that `dbt_plugins/lookup.py` writes into files: a row a customer, an
    article and a segment. Nothing, if the build lacks one of the tables.
-#}
{%- macro lookup_contents(results) -%}
    {%- set tables = {} -%}
    {%- for result in results if result.node.resource_type in ['model', 'seed'] -%}
        {%- do tables.update({result.node.name: result.node.relation_name}) -%}
    {%- endfor -%}
    {%- set needed = [
        'int_customers', 'int_articles', 'int_cutoffs', 'int_article_neighbours', 'int_article_popularity', 'int_segment_best_sellers',
        'int_customer_article_history', 'article_features', 'excluded_articles', 'ranked_pairs', 'offer_chances',
        'recommendation_reasons', 'ranker_model', 'next_purchase', 'send_time', 'push_plan', 'push_exclusions'
    ] -%}
    {%- if needed | reject('in', tables) | list -%}
        {{ return({}) }}
    {%- endif -%}
    {{ return({
        'articles': lookup_articles(tables),
        'popular': lookup_popular(tables),
        'customer_ids': lookup_customer_ids(tables),
        'customers': lookup_customers(tables),
        'origin': lookup_origin(tables),
        'variables': {
            'top_k': var('top_k'),
            'max_per_product': var('max_per_product'),
            'max_per_category': var('max_per_category'),
            'new_article_places': var('new_article_places'),
        },
    }) }}
{%- endmacro -%}
