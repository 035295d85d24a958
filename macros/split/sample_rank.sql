{#- Place of a customer in a draw of its cutoff. The order of a hash is a sample that stays the same when the shop grows. -#}
{%- macro sample_rank(customers_of) -%}
    row_number() over (
            partition by {{ customers_of }}.as_of order by md5(customers.customer_id), {{ customers_of }}.customer_key
        )
{%- endmacro -%}
