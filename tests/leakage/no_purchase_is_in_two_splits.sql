-- No customer's purchase of an article is a label of two roles.
with

labels as (

    select * from {{ ref('labels') }}

)

select
    labels.customer_key,
    labels.article_key,
    labels.split,
    labels.as_of,
    others.split as other_split,
    others.as_of as other_as_of
from labels
inner join labels as others
    on
        labels.customer_key = others.customer_key
        and labels.article_key = others.article_key
where
    labels.split < others.split
    and labels.first_bought_on <= others.last_bought_on
    and others.first_bought_on <= labels.last_bought_on
