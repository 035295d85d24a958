{#- Literal with the file that the chosen source's rows of an entity come from, to begin a sentence with. -#}
{%- macro file_of(entity) -%}
    {%- set tables = raw_tables(var('source')) -%}
    {%- set holding = [] -%}
    {%- for name, table in tables.items()
        if table.config.meta.get('entity', name) == entity or table.source_meta.get('raw_path') == 'file' -%}
        {%- do holding.append(raw_file_path(var('source'), name)) -%}
    {%- endfor -%}
    {%- set place = holding[0] if holding else 'the ' ~ var('source') ~ ' shop' -%}
    {{ dbt.string_literal(dbt.escape_single_quotes(place)) }}
{%- endmacro -%}
