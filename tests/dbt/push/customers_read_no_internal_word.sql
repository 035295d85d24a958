{#-
    No customer reads of their age, or a word of ours: neither in any kind of reason on any day of sending, nor in a
    message of the plan, unless it stands in an article's name or in the shop's own template.
-#}
{%- set internal_words = (
    '(^|[^a-z])(aged? |years old|segment|peers?|score|probabilit|chance|rank|retriever|candidate|cohort|evidence|margin'
    ~ '|priorit|propensit|cutoff|split|tomorrow|null)|[{}_]'
) -%}
{#- Each kind of evidence; the last but one with a group that its customer should not be reminded of. -#}
{%- set kinds = [
    ('rhythm', 4, 28, 'false', 35, 'null', 'null', 'null', 'null'),
    ('rhythm', 4, 40, 'false', 35, 'null', 'null', 'null', 'null'),
    ('rhythm', 9, 2, 'false', 1, 'null', 'null', 'null', 'null'),
    ('own purchase', 4, 1, 'false', 'null', 'null', 'null', 'null', 'null'),
    ('own purchase', 1, 12, 'true', 'null', 'null', 'null', 'null', 'null'),
    ('own purchase', 1, 400, 'false', 'null', 'null', 'null', 'null', 'null'),
    ('another version', 'null', 'null', 'null', 'null', "'Hat'", 1, 'true', 'null'),
    ('another version', 'null', 'null', 'null', 'null', 'null', 30, 'null', 'null'),
    ('bought together', 'null', 'null', 'null', 'null', "'Hat'", 1, 'null', 'null'),
    ('bought together', 'null', 'null', 'null', 'null', 'null', 800, 'null', 'null'),
    ('popular with peers', 'null', 'null', 'null', 'null', 'null', 'null', 'null', "'in France'"),
    ('popular with peers', 'null', 'null', 'null', 'null', 'null', 'null', 'null', "'with customers aged 25 to 34'"),
    ('popular', 'null', 'null', 'null', 'null', 'null', 'null', 'null', 'null'),
    ('none to tell', 'null', 'null', 'null', 'null', 'null', 'null', 'null', 'null'),
] %}

with

push_plan as (

    select * from {{ ref('push_plan') }}

),

message_templates as (

    select * from {{ ref('message_templates') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

reason_facts as (

    select * from {{ ref('reason_facts') }}
    where split = 'serve'

),

kinds as (

    {% for evidence, times, days, is_last, gap, because, because_days, is_colour, popular in kinds -%}
    select
        '{{ evidence }}' as evidence,
        cast({{ times }} as bigint) as times_bought,
        cast({{ days }} as bigint) as days_since_last,
        cast({{ is_last }} as boolean) as is_in_last_basket,
        cast({{ gap }} as double) as gap_days,
        cast({{ because }} as string) as because_name,
        cast({{ because_days }} as bigint) as because_days_since_last,
        cast({{ is_colour }} as boolean) as is_another_colour,
        cast({{ popular }} as string) as popular_where
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

days as (

    {% for days in range(7) -%}
    select {{ days }} as days_ahead
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

reasons as (

    select {{ reason_for_the_customer(days_later='days.days_ahead') }} as words
    from kinds
    cross join days

),

messages as (

    select
        message_templates.template,
        replace(
            replace(push_plan.message, coalesce({{ name_in_words('articles.name') }}, articles.article_id), ''),
            coalesce(reason_facts.because_name, ''), ''
        ) as words
    from push_plan
    inner join message_templates on push_plan.basis = message_templates.basis
    inner join customers on push_plan.customer_id = customers.customer_id
    inner join articles on push_plan.article_id = articles.article_id
    inner join reason_facts
        on
            push_plan.as_of = reason_facts.as_of
            and customers.customer_key = reason_facts.customer_key
            and articles.article_key = reason_facts.article_key

)

select words from reasons
where words is null or {{ text_matches('lower(words)', internal_words) }}
union all
select words from messages
where
    {{ text_matches('lower(words)', internal_words) }}
    and not {{ text_matches('lower(template)', internal_words) }}
