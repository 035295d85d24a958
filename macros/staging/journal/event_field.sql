{#- A field of a journal's event with its type; null where the event lacks it, or has what is none of its type. -#}
{%- macro event_field(event, field, type) -%}
    {%- set text = json_text(event, field) -%}
    {%- if field.endswith('_id') -%}
        {{ id_as_text(text) }}
    {%- elif type == 'ids' -%}
        {{ json_ids(event, field) }}
    {%- elif type == 'string' -%}
        nullif(trim({{ plain_text(text) }}), '')
    {%- elif type == 'timestamp' -%}
        {{ moment(text) }}
    {%- elif type == 'integer' -%}
        {{ whole_number(text) }}
    {%- else -%}
        try_cast({{ text }} as {{ type }})
    {%- endif -%}
{%- endmacro -%}
