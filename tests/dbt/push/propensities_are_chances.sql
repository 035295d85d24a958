-- A propensity lies in (0, 1]; what was not drawn has at least 1 - exploration_share, and without exploration it is 1.
select
    as_of,
    customer_id,
    is_exploration,
    propensity
from {{ ref('push_plan') }}
where
    propensity <= 0
    or propensity > 1
    or (not is_exploration and propensity < 1e0 - {{ var('exploration_share') }} - 1e-6)
    or ({{ var('exploration_share') }} = 0 and (is_exploration or propensity <> 1))
