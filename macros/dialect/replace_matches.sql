{#- Every match of a regular expression replaced; `replacement` may name groups of the pattern as DuckDB does, such as \1. -#}
{%- macro replace_matches(text, pattern, replacement='') -%}
    {{ return(adapter.dispatch('replace_matches')(text, pattern, replacement)) }}
{%- endmacro -%}

{%- macro default__replace_matches(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ dbt.escape_single_quotes(pattern) }}', '{{ replacement }}', 'g')
{%- endmacro -%}

{%- macro spark__replace_matches(text, pattern, replacement) -%}
    regexp_replace({{ text }}, r"{{ pattern | replace('"', '\\x22') }}", '{{ replacement | replace("\\", "$") }}')
{%- endmacro -%}
