{{ config(group='push') }}

-- Who ordered within the window, and who had been assigned before it, counted again from the sales and the journal.
with

trials as (

    select * from {{ ref('push_trials') }}

),

ordered as (

    select distinct
        trials.as_of,
        trials.customer_key
    from trials
    inner join {{ ref('int_purchases') }} as purchases
        on
            trials.customer_key = purchases.customer_key
            and purchases.sold_on >= trials.as_of
            and purchases.sold_on < {{ add_days('trials.as_of', var('label_days')) }}

),

assigned as (

    select distinct
        trials.as_of,
        trials.customer_key
    from trials
    inner join {{ ref('int_assignments') }} as assignments
        on
            trials.customer_key = assignments.customer_key
            and assignments.known_on < trials.as_of

)

select
    trials.as_of,
    trials.customer_key,
    trials.is_ordered
from trials
left join ordered on trials.as_of = ordered.as_of and trials.customer_key = ordered.customer_key
left join assigned on trials.as_of = assigned.as_of and trials.customer_key = assigned.customer_key
where
    trials.is_ordered <> (ordered.customer_key is not null)
    or assigned.customer_key is null
