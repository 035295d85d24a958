{#- Every retriever, each a model int_candidates__<name> and a row of the seed `retrievers`. Add a new one here. -#}
{%- macro retrievers() -%}
    {{ return(['repurchase', 'item_cf', 'same_product', 'popular', 'popular_in_segment']) }}
{%- endmacro -%}
