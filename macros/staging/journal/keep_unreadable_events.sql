{#- For the post-hook of the model that reads the journal: adds the lines that are no text, or too long for one, as rejected. -#}
{%- macro keep_unreadable_events(model) -%}
    {%- if journal_segments(journal_events(), 'ndjson') -%}
        insert into {{ model }} (file_name, content, reject_reason, is_duplicate)
        select
            {{ segment_of('min(file_path)') }} as file_name,
            cast(
                to_json(struct_pack(line := line, text := substr(min(trim(csv_line, e'\n')), 1, 1000))) as varchar
            ) as content,
            case min(error_type)
                when 'LINE SIZE OVER MAXIMUM' then 'longer than two million bytes'
                else 'not UTF-8'
            end as reject_reason,
            false as is_duplicate
        from unreadable_events
        inner join unreadable_events_scan using (scan_id, file_id)
        group by scan_id, file_id, line
        order by file_name, line
    {%- endif -%}
{%- endmacro -%}
