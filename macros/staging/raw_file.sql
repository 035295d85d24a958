{#-
    The from clause of one raw file. CSV columns arrive as text, so that a bad value becomes a rejected row with its
    reason and not a failed read. The call to source() puts the file into the lineage.
-#}
{%- macro raw_file(source_name, table) -%}
    {%- do source(source_name, table) -%}
    {%- set path = raw_file_path(source_name, table) -%}
    {%- if path.endswith('.parquet') -%}
        read_parquet({{ dbt.string_literal(dbt.escape_single_quotes(path)) }})
    {%- else -%}
        read_csv({{ dbt.string_literal(dbt.escape_single_quotes(path)) }}, header = true, all_varchar = true, delim = ',', quote = '"')
    {%- endif -%}
{%- endmacro -%}
