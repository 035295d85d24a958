with

actions as (

    select * from {{ ref('push_actions') }}

),

options as (

    select * from {{ ref('push_options') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

reason_facts as (

    select * from {{ ref('reason_facts') }}
    where split = 'serve'

),

message_templates as (

    select * from {{ ref('message_templates') }}

),

offers as (

    select
        actions.as_of,
        actions.customer_id,
        options.article_id,
        articles.name as article_name,
        {{ at_hour('actions.send_on', 'actions.hour') }} as send_at,
        actions.channel,
        actions.basis,
        options.purchase_probability,
        options.priority,
        actions.queue_priority,
        options.priority_basis,
        case when options.priority_basis = 'personal' then actions.message_cost else 0e0 end as own_cost,
        actions.is_exploration,
        actions.propensity,
        actions.arms,
        greatest(actions.last_event_at, options.last_event_at) as last_event_at,
        actions.days_ahead,
        actions.send_on,
        reason_facts.evidence,
        reason_facts.times_bought,
        reason_facts.days_since_last,
        reason_facts.is_in_last_basket,
        reason_facts.gap_days,
        reason_facts.because_name,
        reason_facts.because_days_since_last,
        reason_facts.is_another_colour,
        reason_facts.popular_where
    from actions
    inner join options
        on
            actions.as_of = options.as_of
            and actions.customer_id = options.customer_id
            and actions.rank = options.rank
    inner join customers on actions.customer_id = customers.customer_id
    inner join articles on options.article_id = articles.article_id
    inner join reason_facts
        on
            actions.as_of = reason_facts.as_of
            and customers.customer_key = reason_facts.customer_key
            and articles.article_key = reason_facts.article_key

),

-- The customer reads the message on the day of sending, whoever sends it reads the reason on any day.
worded as (

    select
        *,
        {{ reason_for_the_customer(days_later='days_ahead') }} as customer_reason,
        {{ reason_for_the_marketer() }} as reason
    from offers

),

push_plan as (

    select
        worded.as_of,
        worded.customer_id,
        worded.article_id,
        worded.send_at,
        {{ to_utc('worded.send_at', var('timezone')) }} as send_at_utc,
        worded.channel,
        worded.basis,
        worded.purchase_probability,
        worded.priority - worded.own_cost as priority,
        worded.queue_priority - worded.own_cost as queue_priority,
        worded.priority_basis,
        cast({{ currency() }} as string) as currency,
        worded.reason,
        {{ filled_in('message_templates.template', {
            'date': 'cast(worded.send_on as string)',
            'reason': 'lower(substr(worded.customer_reason, 1, 1)) || substr(worded.customer_reason, 2)',
            'article': 'coalesce(' ~ name_in_words('worded.article_name') ~ ', worded.article_id)',
        }) }} as message,
        worded.is_exploration,
        worded.propensity,
        worded.arms,
        worded.last_event_at
    from worded
    inner join message_templates on worded.basis = message_templates.basis

)

select * from push_plan
order by as_of asc, cast(send_at as date) asc, priority desc, customer_id asc
