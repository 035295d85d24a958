{#-
    dbt-duckdb's own, which it stands before: of a model with in_part it creates the table from the first part, and inserts
    the others, all in the one transaction.
-#}
{%- macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none) -%}
    {%- set is_in_parts = language == 'sql' and every_customer() in compiled_code -%}
    {%- set parts = customer_parts() if is_in_parts else [] -%}
    {%- for part in parts or [every_customer()] -%}
        {%- set of_part = compiled_code.replace(every_customer(), part) if is_in_parts else compiled_code -%}
        {%- if loop.first -%}
            {{ dbt.duckdb__create_table_as(temporary, relation, of_part, language, partitioned_by, sorted_by) }}
        {%- else %}
            insert into {{ relation.include(database=(not temporary), schema=(not temporary)) }}
            {{ of_part }};
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
