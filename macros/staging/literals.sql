{#- A list of texts as DuckDB writes it. -#}
{%- macro literals(texts) -%}
    {%- set quoted = [] -%}
    {%- for text in texts -%}
        {%- do quoted.append(dbt.string_literal(dbt.escape_single_quotes(text))) -%}
    {%- endfor -%}
    {{ return('[' ~ quoted | join(', ') ~ ']') }}
{%- endmacro -%}
