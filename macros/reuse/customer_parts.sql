{#- Ranges of customer_key, of customers_at_once each, that hold every customer; in place of every_customer. -#}
{%- macro customer_parts(customers_at_once=150000) -%}
    {%- set customers = built_table('int_customers') -%}
    {%- if not customers -%}
        {{ return([every_customer()]) }}
    {%- endif -%}
    {%- set parts = [] -%}
    {%- set last_key = run_query('select coalesce(max(customer_key), 0) from ' ~ customers).columns[0].values()[0] | int -%}
    {%- for first_key in range(0, last_key + 1, customers_at_once) -%}
        {%- do parts.append('between ' ~ first_key ~ ' and ' ~ (first_key + customers_at_once - 1)) -%}
    {%- endfor -%}
    {{ return(parts) }}
{%- endmacro -%}
