{#- The condition that keeps what a retriever may propose for one customer, from the seed `retrievers`. -#}
{%- macro retriever_cap(retriever, rank='rank') -%}
    {{ rank }} <= (select retrievers.cap from {{ ref('retrievers') }} as retrievers where retrievers.retriever = '{{ retriever }}')
{%- endmacro -%}
