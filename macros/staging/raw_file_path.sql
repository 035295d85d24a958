{#- Where a table of a source lies under raw_path; an empty text for an optional file that is not there, and while models are parsed. -#}
{%- macro raw_file_path(source_name, table) -%}
    {%- if not execute -%}
        {{ return('') }}
    {%- endif -%}
    {%- set raw_path = var('raw_path') or '' -%}
    {%- set described = raw_tables(source_name)[table] -%}
    {%- if described.source_meta.get('raw_path') == 'file' -%}
        {{ return(raw_path) }}
    {%- endif -%}
    {%- set patterns = [] -%}
    {%- for ending in described.config.meta['endings'] -%}
        {%- do patterns.append(
            dbt.string_literal(dbt.escape_single_quotes(raw_path ~ '/' ~ table ~ '.' ~ ending))
        ) -%}
    {%- endfor -%}
    {%- set found = run_query(
        'select file from glob([' ~ patterns | join(', ') ~ ']) order by file'
    ).columns[0].values() -%}
    {{ return(found[0] if found else '') }}
{%- endmacro -%}
