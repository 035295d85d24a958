-- Each window ends at or before the next cutoff, and the roles follow one another: train, validation, test, serve.
with

cutoffs as (

    select
        as_of,
        split,
        label_until,
        case split when 'train' then 1 when 'validation' then 2 when 'test' then 3 when 'serve' then 4 end as place
    from {{ ref('int_cutoffs') }}

),

pairs as (

    select
        earlier.as_of,
        earlier.split,
        earlier.label_until,
        later.as_of as later_as_of,
        later.split as later_split,
        earlier.place > later.place as is_out_of_order
    from cutoffs as earlier
    inner join cutoffs as later on earlier.as_of < later.as_of

)

select
    as_of,
    split,
    label_until,
    later_as_of,
    later_split
from pairs
where is_out_of_order or label_until > later_as_of
union all
select
    as_of,
    split,
    label_until,
    as_of as later_as_of,
    'unknown role' as later_split
from cutoffs
where place is null
