{#-
    The contract of a source: the tables that a folder of staging ends in, with their columns and types. What one
    source alone knows of customers or articles gets a column here once a second source can fill it.
-#}
{%- macro contract() -%}
    {{ return({
        'transactions': {
            'customer_id': 'string',
            'article_id': 'string',
            'sold_at': 'timestamp',
            'quantity': 'integer',
            'unit_price_micros': 'bigint',
            'channel': 'string',
            'cancelled_at': 'timestamp',
        },
        'customers': {
            'customer_id': 'string',
            'age': 'integer',
            'gender': 'string',
            'country': 'string',
            'city': 'string',
            'postal_code': 'string',
            'club_status': 'string',
            'newsletter': 'string',
            'described_at': 'timestamp',
        },
        'articles': {
            'article_id': 'string',
            'name': 'string',
            'product_code': 'string',
            'category': 'string',
            'department': 'string',
            'colour': 'string',
            'description': 'string',
        },
        'rejected_rows': {'file_name': 'string', 'reason': 'string', 'content': 'string'},
        'opt_outs': {'customer_id': 'string', 'opted_out_at': 'timestamp', 'channel': 'string'},
        'pushes': {'customer_id': 'string', 'sent_at': 'timestamp', 'channel': 'string'},
    }) }}
{%- endmacro -%}
