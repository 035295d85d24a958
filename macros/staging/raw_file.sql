{#-
    The from clause of one raw file. CSV columns arrive as text, so that a bad value becomes a rejected row with its
    reason and not a failed read. Lines that do not have the header's fields go to a temporary table, from which
    keep_unreadable_lines() takes them. The call to source() puts the file into the lineage.
-#}
{%- macro raw_file(source_name, table) -%}
    {%- do source(source_name, table) -%}
    {%- set file = readable_file(source_name, table) -%}
    {%- set literal = dbt.string_literal(dbt.escape_single_quotes(file.read_path)) -%}
    {%- if file.read_path.endswith('.parquet') -%}
        {{ parquet_rows(literal) }}
    {%- else -%}
        {%- set columns = [] -%}
        {%- for name in file.columns -%}
            {%- do columns.append(dbt.string_literal(dbt.escape_single_quotes(name)) ~ ": 'varchar'") -%}
        {%- endfor -%}
        read_csv(
            {{ literal }},
            columns = {{ '{' ~ columns | join(', ') ~ '}' }},
            auto_detect = false,
            header = true,
            skip = {{ file.skip_lines }},
            delim = ',',
            quote = '"',
            escape = '"',
            store_rejects = true,
            rejects_limit = 0,
            rejects_table = 'unreadable_{{ table }}',
            rejects_scan = 'unreadable_{{ table }}_scan'
        )
    {%- endif -%}
{%- endmacro -%}
