{{ config(materialized='view') }}

{%- set seeds_of_articles = ['excluded_articles', 'margins'] -%}
{%- set bases = ['customer', 'segment', 'shop', 'no_time_of_day'] %}

with

quiet_hours as (

    select
        *,
        {{ loose_channel('channel') }} as loose_channel
    from {{ ref('quiet_hours') }}

),

channels as (

    select * from {{ ref('channels') }}

),

typed_channels as (

    select * from {{ ref('int_channels') }}

),

push_hours as (

    select * from {{ ref('int_push_hours') }}

),

excluded_articles as (

    select {{ id_as_text('article_id') }} as article_id
    from {{ ref('excluded_articles') }}

),

margins as (

    select
        {{ id_as_text('article_id') }} as article_id,
        {{ plain_text('margin') }} as margin
    from {{ ref('margins') }}

),

message_templates as (

    select * from {{ ref('message_templates') }}

),

articles as (

    select * from {{ chosen_staging('articles', before_check=true) }}

),

transactions as (

    select * from {{ chosen_staging('transactions', before_check=true) }}

),

unreadable_quiet_hours as (

    select
        'seeds/quiet_hours.csv' as place,
        'the row ' || coalesce(weekday, '') || ',' || coalesce(quiet_from, '') || ',' || coalesce(quiet_until, '')
        || ' is no time of the week: write the weekday as 1 (Monday) to 7 (Sunday), quiet_from as an hour'
        || ' from 0 to 23 and quiet_until as an hour from 0 to 24' as sentence
    from quiet_hours
    where
        not coalesce(
            {{ whole_number('weekday') }} between 1 and 7
            and {{ whole_number('quiet_from') }} between 0 and 23
            and {{ whole_number('quiet_until') }} between 0 and 24,
            false
        )

),

quiet_hours_of_no_channel as (

    select
        'seeds/quiet_hours.csv' as place,
        'the channel ''' || quiet_hours.channel || ''' of the row ' || coalesce(quiet_hours.weekday, '') || ','
        || coalesce(quiet_hours.quiet_from, '') || ',' || coalesce(quiet_hours.quiet_until, '')
        || ' is none of seeds/channels.csv: name one of those, or leave it empty for every channel' as sentence
    from quiet_hours
    left join typed_channels on quiet_hours.loose_channel = typed_channels.loose_channel
    where quiet_hours.loose_channel is not null and typed_channels.loose_channel is null

),

-- A channel may rest for a day, all of them together may not.
days_without_an_hour as (

    select
        'seeds/quiet_hours.csv' as place,
        'the quiet hours cover the whole of weekday ' || weekday
        || ' (1 is Monday), which leaves no hour to send anything: leave at least one hour of every day open'
            as sentence
    from push_hours
    group by weekday
    having count(open_hour) = 0

),

channels_without_a_name as (

    select
        'seeds/channels.csv' as place,
        'a row has no channel that could be named (''' || coalesce(channel, '')
        || '''): write its name in letters, such as email, or remove the row' as sentence
    from channels
    where {{ loose_channel('channel') }} is null

),

channels_that_stand_twice as (

    select
        'seeds/channels.csv' as place,
        'the channel ' || min(channel) || ' stands ' || count(*)
        || ' times in it, whatever signs it is written with: keep one row of each' as sentence
    from typed_channels
    where loose_channel is not null
    group by loose_channel
    having count(*) > 1

),

bad_channel_values as (

    {% for column, is_good, remedy in [
        ('is_active', truth('is_active') ~ ' is not null', 'write true where the shop uses the channel, else false'),
        ('can_push', truth('can_push') ~ ' is not null', 'write true where something can be sent by it, else false'),
        (
            'cost',
            'cost is null or coalesce(' ~ price_micros('cost') ~ ' >= 0, false)',
            'write what a message costs as a number from 0, such as 0.08, or leave it empty for push_cost'
        ),
        (
            'max_pushes',
            'max_pushes is null or coalesce(' ~ whole_number('max_pushes') ~ ' >= 1, false)',
            'write a whole number from 1, or leave it empty for no limit of its own'
        ),
        (
            'push_window_days',
            'push_window_days is null or coalesce(' ~ whole_number('push_window_days') ~ ' >= 1, false)',
            'write a whole number from 1, or leave it empty for the variable push_window_days'
        ),
        (
            'places',
            'coalesce(' ~ whole_number('places') ~ ' >= 1, false)',
            'write how many articles it shows as a whole number from 1'
        ),
    ] -%}
    select
        'seeds/channels.csv' as place,
        'the {{ column }} of the channel ''' || coalesce(channel, '') || ''' is ''' || coalesce({{ column }}, '')
        || ''': {{ remedy }}' as sentence
    from channels
    where not ({{ is_good }})
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

bad_margins as (

    select
        'seeds/margins.csv' as place,
        'the margin of article_id ''' || coalesce(article_id, '') || ''' is '
        || case
            when {{ price_micros('margin') }} is null and {{ is_too_large('margin') }}
                then 'too large (' || margin || ')'
            when {{ price_micros('margin') }} < 0 then 'negative (' || margin || ')'
            else 'no number (''' || coalesce(margin, '') || ''')'
        end
        || ': write what a unit earns as a number from 0, such as 4.50, or remove the row' as sentence
    from margins
    where not coalesce({{ price_micros('margin') }} >= 0, false)

),

{% for seed in seeds_of_articles -%}
known_{{ seed }} as (

    select {{ seed }}.article_id
    from {{ seed }}
    inner join articles on {{ seed }}.article_id = articles.article_id
    union
    select {{ seed }}.article_id
    from {{ seed }}
    inner join transactions on {{ seed }}.article_id = transactions.article_id

),

{{ seed }}_of_no_article as (

    select
        'seeds/{{ seed }}.csv' as place,
        'article_id ''' || coalesce({{ seed }}.article_id, '')
        || ''' is no article of this shop: write it as the shop does, or remove the row' as sentence
    from {{ seed }}
    left join known_{{ seed }} on {{ seed }}.article_id = known_{{ seed }}.article_id
    where known_{{ seed }}.article_id is null

),

{% endfor -%}
margins_that_stand_twice as (

    select
        'seeds/margins.csv' as place,
        'article_id ''' || article_id || ''' stands ' || count(*)
        || ' times in it: keep one row of each article' as sentence
    from margins
    where article_id is not null
    group by article_id
    having count(*) > 1

),

templates_that_stand_twice as (

    select
        'seeds/message_templates.csv' as place,
        'the basis ' || basis || ' stands ' || count(*) || ' times in it: keep one row of each' as sentence
    from message_templates
    where basis is not null
    group by basis
    having count(*) > 1

),

bases as (

    {% for basis in bases -%}
    select '{{ basis }}' as basis
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

missing_templates as (

    select
        'seeds/message_templates.csv' as place,
        'there is no template for the basis ' || bases.basis || ': add a row for it' as sentence
    from bases
    left join message_templates on bases.basis = message_templates.basis and message_templates.template is not null
    where message_templates.basis is null

),

unknown_placeholders as (

    select
        'seeds/message_templates.csv' as place,
        'the template of the basis ' || basis || ' (' || template || ') has other braces than '
        || '{ {{- message_placeholders() | join("}, {") -}} }: write one of those, or leave the braces out' as sentence
    from message_templates
    where {{ text_matches(filled_in('template', {}), '^[^{}]*[{}]') }}

),

problems as (

    select * from unreadable_quiet_hours
    union all
    select * from quiet_hours_of_no_channel
    union all
    select * from days_without_an_hour
    union all
    select * from channels_without_a_name
    union all
    select * from channels_that_stand_twice
    union all
    select * from bad_channel_values
    union all
    select * from bad_margins
    union all
    {% for seed in seeds_of_articles -%}
    select * from {{ seed }}_of_no_article
    union all
    {% endfor -%}
    select * from margins_that_stand_twice
    union all
    select * from templates_that_stand_twice
    union all
    select * from missing_templates
    union all
    select * from unknown_placeholders

)

select * from problems
