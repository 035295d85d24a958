{#-
    The contract of the journal, which `helix/journal/events.py` writes by: its folders, one a kind of event, with the
    columns that the kind has besides those of every event, and what an event must have to be used. A customer who has
    opted out has opted out, whatever else the event lacks; a push counts if it is known to whom and when it was sent.
-#}
{%- macro journal_events() -%}
    {%- set always = ['event_id', 'customer_id', 'occurred_at'] -%}
    {{ return({
        'exposures': {
            'kind': 'exposure',
            'needs': always + ['recommendation_id', 'article_id', 'rank'],
            'columns': {
                'recommendation_id': 'string',
                'article_id': 'string',
                'rank': 'integer',
                'propensity': 'double',
                'channel': 'string',
                'arms': 'string',
            },
        },
        'shown_lists': {
            'kind': 'shown_list',
            'needs': always + ['articles'],
            'columns': {
                'articles': 'ids',
                'propensity': 'double',
                'channel': 'string',
                'arms': 'string',
            },
        },
        'responses': {
            'kind': 'response',
            'needs': always + ['response'],
            'columns': {
                'response': 'string',
                'recommendation_id': 'string',
                'exposure_id': 'string',
                'article_id': 'string',
                'value_micros': 'bigint',
                'rating': 'double',
                'channel': 'string',
            },
        },
        'assignments': {
            'kind': 'assignment',
            'needs': always + ['experiment', 'arm'],
            'columns': {'experiment': 'string', 'arm': 'string'},
        },
        'opt_outs': {
            'kind': 'opt_out',
            'needs': ['customer_id'],
            'columns': {'channel': 'string'},
        },
        'pushes': {
            'kind': 'push',
            'needs': always,
            'columns': {
                'article_id': 'string',
                'send_at': 'timestamp',
                'propensity': 'double',
                'channel': 'string',
            },
        },
    }) }}
{%- endmacro -%}
