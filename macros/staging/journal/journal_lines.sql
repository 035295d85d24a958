{#-
    A subquery with every event of the journal as it was written: its segment, and the event as a line of JSON. Lines
    that are no text go to a temporary table, from which keep_unreadable_events() takes them; blank ones are nothing.
    Where a database keeps the journal, its events come from a copy, which remove_journal_copy() removes.
-#}
{%- macro journal_lines() -%}
    {%- set texts = journal_segments(journal_events(), 'ndjson') -%}
    {%- set copy = journal_copy() -%}
    (
        {%- if copy %}
        select path, content from read_parquet({{ literals([copy]) }})
        union all
        {%- endif %}
        {%- if texts %}
        select filename as path, line as content
        from read_csv(
            {{ literals(texts) }},
            columns = {'line': 'varchar'},
            auto_detect = false,
            header = false,
            delim = e'\x1f',
            quote = '',
            escape = '',
            strict_mode = false,
            store_rejects = true,
            rejects_limit = 0,
            rejects_table = 'unreadable_events',
            rejects_scan = 'unreadable_events_scan'
        )
        where trim(line) <> ''
        union all
        {%- endif %}
        {%- for folder in journal_events() %}
        {%- set tables = journal_segments([folder], 'parquet') %}
        {%- if tables %}
        select filename as path, cast(to_json(events) as varchar) as content
        from read_parquet({{ literals(tables) }}, union_by_name = true, binary_as_string = true) as events
        union all
        {%- endif %}
        {%- endfor %}
        select cast(null as varchar) as path, cast(null as varchar) as content where false
    )
{%- endmacro -%}
