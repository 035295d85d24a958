{#-
    True for the customers that are being computed: all, or in a cutoff_table whose customers are independent those of one
    part after the other, so that memory does not grow with the shop. For the import CTEs.
-#}
{%- macro in_part(customer_key='customer_key') -%}
    {{ customer_key }} between {{ session_value('first_customer_key', 0) }}
        and {{ session_value('last_customer_key', 2147483647) }}
{%- endmacro -%}
