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
    other_labels.split as other_split,
    other_labels.as_of as other_as_of
from labels
inner join labels as other_labels
    on
        labels.customer_key = other_labels.customer_key
        and labels.article_key = other_labels.article_key
where
    labels.split < other_labels.split
    and labels.first_bought_on <= other_labels.last_bought_on
    and other_labels.first_bought_on <= labels.last_bought_on
