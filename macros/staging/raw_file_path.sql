{#- Where a table of a source lies, as people know it; an empty text for an optional file that is not there, and while models are parsed. -#}
{%- macro raw_file_path(source_name, table) -%}
    {{ return(readable_file(source_name, table).path) }}
{%- endmacro -%}
