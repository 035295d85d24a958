{#- The name of a table's file without its folder, as people know it. -#}
{%- macro raw_file_name(source_name, table) -%}
    {{ return(raw_file_path(source_name, table).split('/')[-1]) }}
{%- endmacro -%}
