{{ config(post_hook=["{{ keep_unreadable_events(this) }}", "{{ remove_journal_copy() }}"]) }}

with

raw_lines as (

    select * from {{ journal_lines() }} as raw_events

),

objects as (

    select
        {{ segment_of('path') }} as file_name,
        content,
        {{ json_object('content') }} as event_object
    from raw_lines

),

-- The folder says what kind of event it holds.
typed as (

    select
        file_name,
        content,
        event_object,
        case
            {%- for folder, contract in journal_events().items() %}
            when file_name like '{{ folder }}/%' then '{{ contract.kind }}'
            {%- endfor %}
        end as kind,
        {{ event_field('event_object', 'kind', 'string') }} as kind_given,
        {{ event_field('event_object', 'event_id', 'string') }} as event_id,
        {{ event_field('event_object', 'customer_id', 'string') }} as customer_id,
        {{ event_field('event_object', 'occurred_at', 'timestamp') }} as occurred_at
    from objects

),

judged as (

    select
        file_name,
        kind,
        event_id,
        occurred_at,
        customer_id,
        content,
        case
            when event_object is null then 'no JSON object'
            when kind_given <> kind then 'kind is not ' || kind
            {%- for contract in journal_events().values() %}
            {%- for field in contract.needs %}
            {%- set type = contract.columns.get(field, 'timestamp' if field == 'occurred_at' else 'string') %}
            {%- set value = event_field('event_object', field, type) if field in contract.columns else field %}
            when kind = '{{ contract.kind }}' and {{ value }} is null
                then '{{ field }} {{ reason_if_null(type) }}'
            {%- endfor %}
            {%- endfor %}
        end as reject_reason
    from typed

),

-- A writer that is not sure to have written an event writes it again: the first of an id counts.
lines as (

    select
        file_name,
        kind,
        event_id,
        occurred_at,
        customer_id,
        content,
        reject_reason,
        reject_reason is null and event_id is not null and row_number() over (
            partition by kind, event_id, reject_reason is null order by occurred_at nulls last, content, file_name
        ) > 1 as is_duplicate
    from judged

)

select * from lines
