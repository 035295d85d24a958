{#- The files of a source as its `sources:` describe them, by name; none while models are parsed. -#}
{%- macro raw_tables(source_name) -%}
    {%- set tables = {} -%}
    {%- for table in graph.get('sources', {}).values() if table.source_name == source_name -%}
        {%- do tables.update({table.name: table}) -%}
    {%- endfor -%}
    {{ return(tables) }}
{%- endmacro -%}
