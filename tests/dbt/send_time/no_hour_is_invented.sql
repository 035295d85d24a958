-- Without a time of day no hour is claimed: none is probable, and the one to send at is the seed's.
select
    send_time.as_of,
    send_time.customer_id,
    send_time.basis,
    send_time.hour
from {{ ref('send_time') }} as send_time
cross join {{ ref('int_shop') }} as shop
left join {{ ref('default_send_hours') }} as default_hours on send_time.weekday = default_hours.weekday
where
    (send_time.basis = 'no_time_of_day') = shop.has_time_of_day
    or (send_time.hour_probabilities is null) = shop.has_time_of_day
    or (not shop.has_time_of_day and send_time.hour <> default_hours.hour)
    or send_time.hour is null
