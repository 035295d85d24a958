{#- First and last customer_key of each part of the customers, of customers_at_once; together they hold every customer. -#}
{%- macro customer_parts(customers_at_once=50000) -%}
    {%- set customers = built_table('int_customers') -%}
    {%- set parts = [] -%}
    {%- set last_key = (
        run_query('select coalesce(max(customer_key), 0) from ' ~ customers).rows[0][0] | int if customers else 0
    ) -%}
    {%- for first_key in range(0, last_key + 1, customers_at_once) -%}
        {%- do parts.append([first_key, first_key + customers_at_once - 1]) -%}
    {%- endfor -%}
    {{ return(parts) }}
{%- endmacro -%}
