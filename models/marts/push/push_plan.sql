{%- set weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] %}

with

actions as (

    select * from {{ ref('push_actions') }}

),

options as (

    select * from {{ ref('push_options') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

message_templates as (

    select * from {{ ref('message_templates') }}

),

offers as (

    select
        actions.as_of,
        actions.customer_id,
        options.article_id,
        {{ at_hour('actions.send_on', 'actions.hour') }} as send_at,
        actions.basis,
        options.purchase_probability,
        options.priority,
        actions.queue_priority,
        actions.is_exploration,
        actions.propensity,
        greatest(actions.last_event_at, options.last_event_at) as last_event_at,
        case actions.days_ahead
            when 0 then 'Today'
            when 1 then 'Tomorrow'
            else
                case actions.weekday
                    {% for weekday in weekdays -%}
                    when {{ loop.index }} then '{{ weekday }}'
                    {% endfor %}
                end
        end as day_in_words,
        actions.send_on,
        lpad(cast(actions.hour as string), 2, '0') || ':00' as hour_in_words,
        options.reason
    from actions
    inner join options
        on
            actions.as_of = options.as_of
            and actions.customer_id = options.customer_id
            and actions.rank = options.rank

),

push_plan as (

    select
        offers.as_of,
        offers.customer_id,
        offers.article_id,
        offers.send_at,
        {{ to_utc('offers.send_at', var('timezone')) }} as send_at_utc,
        offers.basis,
        offers.purchase_probability,
        offers.priority,
        offers.queue_priority,
        {{ filled_in('message_templates.template', {
            'day': 'offers.day_in_words',
            'date': 'cast(offers.send_on as string)',
            'hour': 'offers.hour_in_words',
            'reason': 'lower(substr(offers.reason, 1, 1)) || substr(offers.reason, 2)',
            'article': 'coalesce(' ~ name_in_words('articles.name') ~ ', offers.article_id)',
        }) }} as message,
        offers.is_exploration,
        offers.propensity,
        offers.last_event_at
    from offers
    inner join articles on offers.article_id = articles.article_id
    inner join message_templates on offers.basis = message_templates.basis

)

select * from push_plan
order by as_of asc, cast(send_at as date) asc, priority desc, customer_id asc
