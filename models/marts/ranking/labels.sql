{{ config(materialized='cutoff_table', meta={'reuse': 'ranking', 'independent': 'customers'}) }}

with

label_purchases as (

    select * from {{ ref('int_label_purchases') }}
    where {{ pending() }} and {{ in_part() }}

),

labels as (

    select
        as_of,
        split,
        customer_key,
        article_key,
        first_bought_on,
        last_bought_on,
        units
    from label_purchases

)

select * from labels
