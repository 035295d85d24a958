-- Labels, counted again from the sales: what was bought in the window and not cancelled within it, no more and no less.
with

cutoffs as (

    select * from {{ ref('int_cutoffs') }}
    where split <> 'serve'

),

sales as (

    select * from {{ ref('int_transactions') }}
    where customer_key is not null

),

bought as (

    select
        cutoffs.as_of,
        cutoffs.split,
        sales.customer_key,
        sales.article_key,
        cast(sum(sales.quantity) as bigint) as units
    from sales
    inner join cutoffs
        on
            sales.sold_on >= cutoffs.as_of
            and {{ days_between('cutoffs.as_of', 'sales.sold_on') }} < {{ var('label_days') }}
    where
        sales.cancelled_on is null
        or {{ days_between('cutoffs.as_of', 'sales.cancelled_on') }} >= {{ var('label_days') }}
    group by cutoffs.as_of, cutoffs.split, sales.customer_key, sales.article_key

),

labels as (

    select * from {{ ref('labels') }}

)

select
    coalesce(labels.as_of, bought.as_of) as as_of,
    coalesce(labels.customer_key, bought.customer_key) as customer_key,
    coalesce(labels.article_key, bought.article_key) as article_key,
    labels.split,
    labels.units,
    bought.split as split_of_window,
    bought.units as units_bought
from bought
full outer join labels
    on
        bought.as_of = labels.as_of
        and bought.customer_key = labels.customer_key
        and bought.article_key = labels.article_key
where
    bought.customer_key is null
    or labels.customer_key is null
    or bought.units <> labels.units
    or bought.split <> labels.split
