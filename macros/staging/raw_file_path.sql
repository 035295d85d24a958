{#- Where a table of a source lies under raw_path; an empty text for an optional file that is not there. -#}
{%- macro raw_file_path(source_name, table) -%}
    {%- set raw_path = var('raw_path') or '' -%}
    {%- if source_name == 'online_retail' -%}
        {{ return(raw_path) }}
    {%- elif source_name == 'hm' -%}
        {{ return(raw_path ~ '/' ~ table ~ '.csv') }}
    {%- elif not execute -%}
        {{ return('') }}
    {%- endif -%}
    {%- set pattern = dbt.escape_single_quotes(raw_path ~ '/' ~ table) -%}
    {%- set found = run_query(
        "select file from glob(['" ~ pattern ~ ".parquet', '" ~ pattern ~ ".csv']) order by file"
    ).columns[0].values() -%}
    {{ return(found[0] if found else '') }}
{%- endmacro -%}
