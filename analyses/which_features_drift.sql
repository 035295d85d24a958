-- Which features have drifted from what the models learned from, and how else did the shop move?
with

feature_drift as (

    select * from feature_drift

),

shifts as (

    select
        population,
        feature,
        round(moved_from, 4) as share_before,
        round(moved_to, 4) as share_now,
        round(psi, 4) as psi,
        round(psi_threshold, 4) as psi_by_chance,
        round(q, 4) as q,
        is_drift,
        case
            when moved_bin = 'missing' then 'missing'
            when is_ordered and moved_above is null and moved_bin not in ('true', 'false')
                then 'in the lowest tenth'
            when is_ordered and moved_above is not null
                then format('above {:.4g}', moved_above)
            else moved_bin
        end as where_most
    from feature_drift

)

select
    population,
    feature,
    where_most,
    share_before,
    share_now,
    psi,
    psi_by_chance,
    q,
    is_drift
from shifts
order by is_drift desc, q asc, psi desc, population asc, feature asc
limit 20
