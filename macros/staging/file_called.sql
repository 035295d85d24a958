{#- The whole path of a file, of the source's or of the journal's, that rejected rows name without its folder. -#}
{%- macro file_called(file_name, source_name) -%}
    {%- set raw_path = var('raw_path') or '' -%}
    {%- set journal_path = var('journal_path') or '' -%}
    case
        when {{ source_name }} = 'journal'
            then {{ dbt.string_literal(dbt.escape_single_quotes(journal_path ~ '/')) }} || {{ file_name }}
        {%- if raw_path.endswith('.csv') or raw_path.endswith('.parquet') %}
        else {{ dbt.string_literal(dbt.escape_single_quotes(raw_path)) }}
        {%- else %}
        else {{ dbt.string_literal(dbt.escape_single_quotes(raw_path ~ '/')) }} || {{ file_name }}
        {%- endif %}
    end
{%- endmacro -%}
