{#-
    What the lookup of a published build is made from: the relations of the models that it reads, the articles that must never
    be recommended, and the variables that say how long a list is, what it holds and when a day begins; nothing if the run
    did not make all of them.
-#}
{%- macro lookup_contents(results) -%}
    {%- set read = [
        'int_cutoffs', 'int_customers', 'int_articles', 'ranked_pairs', 'offer_chances', 'recommendation_reasons',
        'int_customer_article_history', 'next_purchase', 'send_time', 'push_plan', 'push_exclusions', 'ranker_model',
        'int_article_neighbours', 'int_article_popularity', 'int_segment_best_sellers', 'article_features',
        'excluded_articles', 'int_channels', 'experiment_slots', 'experiment_settings',
    ] -%}
    {%- set tables = {} -%}
    {%- for result in results if result.node.name in read -%}
        {%- do tables.update({result.node.name: result.node.relation_name}) -%}
    {%- endfor -%}
    {%- if tables | length < read | length -%}
        {{ return({'tables': {}, 'settings': {}}) }}
    {%- endif -%}
    {%- set excluded -%}
        (
            select articles.article_key
            from {{ tables['excluded_articles'] }} as named
            inner join {{ tables['int_articles'] }} as articles on {{ id_as_text('named.article_id') }} = articles.article_id
        )
    {%- endset -%}
    {%- do tables.update({'excluded': excluded}) -%}
    {%- set settings = {} -%}
    {%- for name in ['top_k', 'max_per_product', 'max_per_category', 'new_article_places', 'new_article_days'] -%}
        {%- do settings.update({name: var(name)}) -%}
    {%- endfor -%}
    {{ return({'tables': tables, 'settings': settings, 'timezone': var('timezone')}) }}
{%- endmacro -%}
