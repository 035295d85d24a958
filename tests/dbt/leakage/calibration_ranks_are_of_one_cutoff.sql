{{ config(group='ranking') }}

-- The places of a customer's pairs at a cutoff have no gap: no pair of another cutoff took one.
with

calibration_pairs as (

    select * from {{ ref('calibration_pairs') }}

)

select
    as_of,
    customer_key,
    count(*) as pairs,
    max(rank) as last_rank
from calibration_pairs
group by as_of, customer_key
having max(rank) > count(*) or min(rank) > 1
