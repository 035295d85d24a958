{#- One of ten equal parts of the customers, by a seeded hash of the id: the same part in whatever shop they turn up. -#}
{%- macro customer_fold(customer_id) -%}
    {{ hash_bucket("'" ~ var('fold_seed') ~ "/' || " ~ customer_id, 10) }}
{%- endmacro -%}
