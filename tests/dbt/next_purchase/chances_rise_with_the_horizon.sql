-- A probability is between 0 and 1 and never falls with the horizon; a horizon without one has none after it; and a day
-- is expected exactly where an order within the longest horizon is as likely as not.
with

next_purchase as (

    select
        *,
        coalesce(p_90d, p_60d, p_30d, p_14d, p_7d) as p_longest
    from {{ ref('next_purchase') }}

)

select
    as_of,
    split,
    customer_id,
    p_7d,
    p_longest,
    expected_on
from next_purchase
where
    p_7d is null
    or p_7d < 0
    or p_longest > 1
    {%- for horizon in horizons()[1:] %}
    or p_{{ horizon }}d < p_{{ horizons()[loop.index0] }}d
    or (p_{{ horizon }}d is not null and p_{{ horizons()[loop.index0] }}d is null)
    {%- endfor %}
    or (expected_on is not null) <> (p_longest >= 0.5e0)
    or p_window not between 0 and 1
