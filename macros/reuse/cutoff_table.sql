{#-
    A table that computes each closed cutoff once, and its customers part by part where they are independent of each other:

        config(materialized='cutoff_table', meta={'reuse': 'ranking', 'independent': 'customers'})

    `reuse` names the calendar, ranking or timing; the model's import CTEs say `where {{ pending() }}`, and rows of the other
    cutoffs are taken over from the table as it stands. Of `independent: customers` they say `{{ in_part() }}`, and the query
    runs once for each part. Either may be left out. Of a Python model, FitCache takes over fits. All is one transaction:
    whoever reads sees the table of before or the new one, and nothing is left over if it stops half-way.
-#}
{% materialization cutoff_table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set new = this.incorporate(type='table') -%}
    {%- set unfinished = make_intermediate_relation(new) -%}
    {{ drop_relation_if_exists(load_cached_relation(unfinished)) }}
    {%- set is_in_parts = model.language == 'sql' and config.meta_get('independent') == 'customers' -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set kept = kept_cutoffs() -%}
    {%- do log(this.identifier ~ ' takes over ' ~ kept | length ~ ' closed cutoffs') -%}
    {%- for first_key, last_key in (customer_parts() if is_in_parts else [(none, none)]) -%}
        {%- call statement('session', auto_begin=False) -%}
            {{ set_session(kept, first_key, last_key) }}
        {%- endcall -%}
        {%- if model.language == 'sql' -%}
            {%- do adapter.ensure_transaction() -%}
        {%- endif -%}
        {%- call statement('main', language=model.language) -%}
            {%- if loop.first -%}
                {{ create_table_as(False, unfinished, compiled_code, model.language) }}
            {%- else -%}
                insert into {{ unfinished }} by name {{ compiled_code }}
            {%- endif -%}
        {%- endcall -%}
        {#- What a Python model returns is written by a connection of its own, which a transaction begun before would not see. -#}
        {%- do adapter.ensure_transaction() -%}
        {%- if kept -%}
            {%- call statement('kept') -%}
                insert into {{ unfinished }} by name
                select * from {{ existing }}
                where not ({{ pending() }}){% if is_in_parts %} and {{ in_part() }}{% endif %}
            {%- endcall -%}
        {%- endif -%}
    {%- endfor -%}

    {%- if existing is not none -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {%- do adapter.rename_relation(unfinished, new) -%}
    {%- do persist_docs(new, model) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [new]}) }}
{% endmaterialization %}

{#- Spark divides the work itself, and keeps nothing. -#}
{% materialization cutoff_table, adapter='spark', supported_languages=['sql', 'python'] %}
    {{ return(materialization_table_spark()) }}
{% endmaterialization %}
