{#- The whole path of a raw file that rejected rows name without its folder. -#}
{%- macro file_called(file_name) -%}
    {%- set raw_path = var('raw_path') or '' -%}
    {%- if raw_path.endswith('.csv') or raw_path.endswith('.parquet') -%}
        {{ dbt.string_literal(dbt.escape_single_quotes(raw_path)) }}
    {%- else -%}
        {{ dbt.string_literal(dbt.escape_single_quotes(raw_path ~ '/')) }} || {{ file_name }}
    {%- endif -%}
{%- endmacro -%}
