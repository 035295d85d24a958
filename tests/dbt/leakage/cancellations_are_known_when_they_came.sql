{{ config(group='history') }}

-- What a cutoff knows to be cancelled is what was cancelled before it, all of it and once.
with

expected as (

    select
        cutoffs.as_of,
        cancellations.customer_key,
        cancellations.article_key,
        cancellations.sold_on,
        sum(cancellations.units) as units
    from {{ ref('int_cutoffs') }} as cutoffs
    inner join {{ ref('int_cancellations') }} as cancellations on cancellations.cancelled_on < cutoffs.as_of
    group by cutoffs.as_of, cancellations.customer_key, cancellations.article_key, cancellations.sold_on

)

select
    coalesce(expected.as_of, known.as_of) as as_of,
    coalesce(expected.customer_key, known.customer_key) as customer_key,
    coalesce(expected.article_key, known.article_key) as article_key,
    expected.units as units_cancelled,
    known.units as units_known
from expected
full outer join {{ ref('int_known_cancellations') }} as known
    on
        expected.as_of = known.as_of
        and expected.customer_key = known.customer_key
        and expected.article_key = known.article_key
        and expected.sold_on = known.sold_on
where expected.units is distinct from known.units
