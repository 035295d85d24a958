with

cancellations as (

    select * from {{ ref('int_cancellations') }}

),

cutoffs as (

    select * from {{ ref('int_cutoffs') }}

),

known_cancellations as (

    select
        cutoffs.as_of,
        cutoffs.split,
        cancellations.customer_key,
        cancellations.article_key,
        cancellations.sold_on,
        max(cancellations.cancelled_on) as last_cancelled_on,
        cast(sum(cancellations.units) as bigint) as units,
        {{ bounded_sum('cancellations.spend_micros') }} as spend_micros,
        cast(sum(cancellations.orders) as bigint) as orders
    from cancellations
    inner join cutoffs on {{ before_cutoff('cancellations.cancelled_on', 'cutoffs.as_of') }}
    group by
        cutoffs.as_of,
        cutoffs.split,
        cancellations.customer_key,
        cancellations.article_key,
        cancellations.sold_on

)

select * from known_cancellations
