{#-
    True for customers of the part that is being computed. A model that has it in its import CTEs, and whose rows of a customer
    need no other customer's, is computed for so many customers at once: memory does not grow with the shop.
-#}
{%- macro in_part(customer_key='customer_key') -%}
    {{ customer_key }} {{ every_customer() }}
{%- endmacro -%}
