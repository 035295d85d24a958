with

label_purchases as (

    select * from {{ ref('int_label_purchases') }}

),

cutoffs as (

    select * from {{ ref('int_cutoffs') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

drawn_customers as (

    select * from {{ ref('int_drawn_customers') }}

),

-- Who bought in a window can be learned from and measured on; nothing else about the window is used here.
buyers as (

    select distinct
        as_of,
        split,
        customer_key
    from label_purchases

),

ranked_buyers as (

    select
        buyers.as_of,
        buyers.split,
        buyers.customer_key,
        {{ sample_rank('buyers') }} as sample_rank
    from buyers
    inner join customers on buyers.customer_key = customers.customer_key
    where {{ on_its_side('buyers.split', 'customers.customer_fold') }}

),

sampled_buyers as (

    select
        as_of,
        split,
        'buyers' as cohort,
        customer_key
    from ranked_buyers
    where split = 'test' or sample_rank <= {{ var('train_customers') }}

),

-- Known customers who bought nothing in the test window: their probabilities are reported too.
non_buyers as (

    select
        drawn_customers.as_of,
        'test' as split,
        'non_buyers' as cohort,
        drawn_customers.customer_key
    from drawn_customers
    left join buyers
        on
            drawn_customers.as_of = buyers.as_of
            and drawn_customers.customer_key = buyers.customer_key
    where buyers.customer_key is null

),

everyone_to_serve as (

    select
        cutoffs.as_of,
        cutoffs.split,
        'everyone' as cohort,
        customers.customer_key
    from cutoffs
    cross join customers
    where cutoffs.split = 'serve'

),

audience as (

    select * from sampled_buyers
    union all
    select * from non_buyers
    union all
    select * from everyone_to_serve

)

select * from audience
