with

assignments as (

    select * from {{ ref('experiment_assignments') }}

),

spans as (

    select * from {{ ref('experiment_spans') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

sales as (

    select * from {{ ref('daily_sales') }}

),

shown_lists as (

    select * from {{ ref('shown_lists') }}
    where arms is not null

),

-- Who was no customer before it began is no unit: to have become one is what came of it, not what it began with.
members as (

    select
        assignments.experiment,
        assignments.customer_id,
        customers.customer_key,
        spans.starts_on,
        spans.ends_on,
        spans.before_from,
        spans.second_half_from,
        spans.second_half_before_from,
        min(assignments.arm) as arm,
        count(distinct assignments.arm) > 1 as is_moved
    from assignments
    inner join spans
        on
            assignments.experiment = spans.experiment
            and assignments.valid_from < spans.ends_on
    inner join customers
        on
            assignments.customer_id = customers.customer_id
            and customers.first_sold_on < spans.starts_on
    group by all

),

outcomes as (

    {{ outcomes('members', 'experiment') }}

),

shown as (

    select
        members.experiment,
        members.customer_key,
        count(*) as impressions,
        count(*) filter (where shown_lists.is_clicked) as clicks,
        count(distinct {{ json_text_of('shown_lists.arms', 'members.experiment') }}) as arms_shown,
        max(case when {{ json_text_of('shown_lists.arms', 'members.experiment') }} <> members.arm then 1 else 0 end)
            as was_shown_another,
        max(case when shown_lists.is_simulated then 1 else 0 end) as was_simulated
    from members
    inner join shown_lists
        on
            members.customer_id = shown_lists.customer_id
            and shown_lists.shown_on >= members.starts_on
            and shown_lists.shown_on < members.ends_on
            and {{ json_text_of('shown_lists.arms', 'members.experiment') }} is not null
    group by members.experiment, members.customer_key

),

experiment_units as (

    select
        members.experiment,
        members.customer_id,
        members.arm,
        {{ customer_segment('outcomes.order_days_before') }} as segment,
        members.starts_on,
        members.ends_on,
        members.is_moved,
        shown.impressions is not null as is_exposed,
        coalesce(shown.arms_shown > 1 or shown.was_shown_another = 1, false) and not members.is_moved as is_in_two_arms,
        coalesce(shown.was_simulated, 0) = 1 as is_simulated,
        outcomes.conversion,
        outcomes.conversion_before,
        outcomes.orders,
        outcomes.orders_before,
        outcomes.revenue,
        outcomes.revenue_before,
        outcomes.retention,
        outcomes.retention_before,
        cast(coalesce(shown.clicks, 0) as double) as clicks,
        cast(coalesce(shown.impressions, 0) as double) as impressions
    from members
    inner join outcomes
        on
            members.experiment = outcomes.experiment
            and members.customer_key = outcomes.customer_key
    left join shown
        on
            members.experiment = shown.experiment
            and members.customer_key = shown.customer_key

)

select * from experiment_units
order by experiment, customer_id
