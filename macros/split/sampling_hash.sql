{#- Draws pairs: the order of a hash is a sample that stays the same when the shop grows. Two columns with integer keys. -#}
{%- macro sampling_hash(article_key='article_key', customer_key='customer_key') -%}
    (cast({{ article_key }} as bigint) * 7919 + cast({{ customer_key }} as bigint) * 104729) % 1299709
{%- endmacro -%}
