{#-
    For the post-hook of the model that reads a raw file: adds the lines that could not be split into the header's
    fields, which DuckDB remembers for as long as the model's connection lasts.
-#}
{%- macro keep_unreadable_lines(source_name, table, model) -%}
    {%- if readable_file(source_name, table).read_path.endswith('.csv') -%}
        insert into {{ model }} (reject_reason, rejected_content)
        select
            case min(error_type)
                when 'MISSING COLUMNS' then 'fewer fields than the header has columns'
                when 'TOO MANY COLUMNS' then 'more fields than the header has columns'
                when 'LINE SIZE OVER MAXIMUM' then 'longer than two million bytes'
                else {{ broken_quotes() }}
            end as reject_reason,
            cast(
                to_json(struct_pack(line := line, text := substr(min(csv_line), 1, 1000))) as varchar
            ) as rejected_content
        from unreadable_{{ table }}
        group by line
        order by line
    {%- endif -%}
{%- endmacro -%}
