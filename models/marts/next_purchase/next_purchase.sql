with

timing_scores as (

    select * from {{ ref('timing_scores') }}
    where model = 'next_purchase' and cohort = 'everyone'

),

customers as (

    select * from {{ ref('int_customers') }}

),

with_window as (

    select
        *,
        {{ chance_within(var('label_days')) }} as p_window
    from timing_scores

),

next_purchase as (

    select
        with_window.as_of,
        with_window.split,
        customers.customer_id,
        with_window.last_event_at,
        {% for horizon in horizons() -%}
        with_window.p_{{ horizon }}d,
        {% endfor -%}
        with_window.p_window,
        {{ shift_days('with_window.as_of', 'floor(with_window.median_days)') }} as expected_on
    from with_window
    inner join customers on with_window.customer_key = customers.customer_key

)

select * from next_purchase
order by as_of, split, customer_id
