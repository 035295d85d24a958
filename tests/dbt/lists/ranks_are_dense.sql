-- Each list counts its places from 1 without a gap, and is no longer than top_k.
select
    as_of,
    split,
    customer_id,
    count(*) as articles,
    min(rank) as first_rank,
    max(rank) as last_rank
from {{ ref('recommendations') }}
group by as_of, split, customer_id
having min(rank) <> 1 or max(rank) <> count(*) or count(distinct rank) <> count(*) or count(*) > {{ var('top_k') }}
