{#- The name of the file or folder that raw_path leads to, as people know it; an empty text without one. -#}
{%- macro raw_path_name() -%}
    {{ return(((var('raw_path') or '') | string).rstrip('/').split('/')[-1]) }}
{%- endmacro -%}
