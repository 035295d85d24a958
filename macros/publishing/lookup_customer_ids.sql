{#- The ids of customers in their order, each with the row of the customer, from 0. -#}
{%- macro lookup_customer_ids(tables) -%}
    select
        customer_id,
        cast(row_number() over (order by customer_key) - 1 as integer) as place
    from {{ tables['int_customers'] }}
    order by customer_id
{%- endmacro -%}
