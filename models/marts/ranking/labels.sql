with

label_purchases as (

    select * from {{ ref('int_label_purchases') }}
    where {{ is_pending() }}

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

{{ with_kept_cutoffs('labels') }}
