{#- A generated shop has no words for missing customers, and no column that says so. -#}
{%- set sale_lines = chosen_staging('sale_lines') -%}
{%- set columns = adapter.get_columns_in_relation(sale_lines) | map(attribute='name') | list if execute else [] -%}

with

sale_lines as (

    select * from {{ sale_lines }}

),

sale_lines_read as (

    select
        '{{ var("source") }}' as source,
        count(*) as sale_lines,
        {% if 'is_customer_id_a_word' in columns -%}
        count(*) filter (where is_customer_id_a_word) as words_for_customers
        {%- else -%}
        cast(0 as bigint) as words_for_customers
        {%- endif %}
    from sale_lines

)

select * from sale_lines_read
