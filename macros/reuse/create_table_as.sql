{#-
    Stands before dbt's own: on one machine, of a model with in_part it creates the table from the first part and inserts the
    others, all in the one transaction. Spark divides the work itself.
-#}
{%- macro create_table_as(
    temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none
) -%}
    {%- set create = adapter.dispatch('create_table_as', 'dbt') -%}
    {%- set layout = {} if target.type == 'spark' else {'partitioned_by': partitioned_by, 'sorted_by': sorted_by} -%}
    {%- set is_in_parts = language == 'sql' and target.type == 'duckdb' and every_customer() in compiled_code -%}
    {%- set parts = customer_parts() if is_in_parts else [every_customer()] -%}
    {%- for part in parts -%}
        {%- set of_part = compiled_code.replace(every_customer(), part) -%}
        {%- if loop.first -%}
            {{ create(temporary, relation, of_part, language, **layout) }}
        {%- else %}
            insert into {{ relation.include(database=(not temporary), schema=(not temporary)) }}
            {{ of_part }};
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
