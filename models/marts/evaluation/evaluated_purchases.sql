with

labels as (

    select * from {{ ref('labels') }}
    where split = 'test'

),

evaluated_customers as (

    select * from {{ ref('evaluated_customers') }}

),

-- With a held-out fold, not every buyer is measured.
evaluated_purchases as (

    select
        labels.as_of,
        labels.customer_key,
        labels.article_key
    from labels
    inner join evaluated_customers
        on
            labels.as_of = evaluated_customers.as_of
            and labels.customer_key = evaluated_customers.customer_key

)

select * from evaluated_purchases
