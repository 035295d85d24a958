with

decided as (

    select
        as_of,
        customer_id
    from {{ ref('push_plan') }}
    union all
    select
        as_of,
        customer_id
    from {{ ref('push_exclusions') }}

),

audience as (

    select
        audience.as_of,
        customers.customer_id
    from {{ ref('int_timing_audience') }} as audience
    inner join {{ ref('int_customers') }} as customers on audience.customer_key = customers.customer_key
    where audience.split = 'serve'

),

times_decided as (

    select
        as_of,
        customer_id,
        count(*) as times
    from decided
    group by as_of, customer_id

)

select
    coalesce(audience.as_of, times_decided.as_of) as as_of,
    coalesce(audience.customer_id, times_decided.customer_id) as customer_id,
    times_decided.times
from audience
full outer join times_decided
    on
        audience.as_of = times_decided.as_of
        and audience.customer_id = times_decided.customer_id
where audience.customer_id is null or times_decided.customer_id is null or times_decided.times > 1
