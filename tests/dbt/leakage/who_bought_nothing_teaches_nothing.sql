{{ config(group='ranking') }}

-- Outside of validation, every customer whom a ranker learns from at a cutoff bought a candidate in its own window.
with

training_pairs as (

    select * from {{ ref('training_pairs') }}
    where split <> 'validation'

)

select
    as_of,
    customer_key,
    count(*) as pairs
from training_pairs
group by as_of, customer_key
having not bool_or(is_bought)
