{%- macro parquet_files(pattern) -%}
    {{ return(adapter.dispatch('parquet_files')(pattern)) }}
{%- endmacro -%}

{%- macro default__parquet_files(pattern) -%}
    read_parquet({{ dbt.string_literal(dbt.escape_single_quotes(pattern)) }})
{%- endmacro -%}

{%- macro spark__parquet_files(pattern) -%}
    parquet.`{{ pattern | replace('`', '') }}`
{%- endmacro -%}
