{#- Customers for whom a retriever proposes more at a cutoff than its cap in the seed `retrievers`, 0 without a row. -#}
{% test no_more_than_its_cap(model) %}

{%- set retriever = model.identifier | replace('int_candidates__', '') %}

with

caps as (

    select coalesce(max(cap), 0) as cap from {{ ref('retrievers') }}
    where retriever = '{{ retriever }}'

),

counted as (

    select
        as_of,
        customer_key,
        count(*) as proposals
    from {{ model }}
    group by as_of, customer_key

)

select
    counted.as_of,
    counted.customer_key,
    counted.proposals,
    caps.cap
from counted
cross join caps
where counted.proposals > caps.cap

{% endtest %}
