{%- macro text_matches(text, pattern) -%}
    {{ return(adapter.dispatch('text_matches')(text, pattern)) }}
{%- endmacro -%}

{%- macro default__text_matches(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro -%}

{%- macro spark__text_matches(text, pattern) -%}
    ({{ text }} rlike '{{ pattern }}')
{%- endmacro -%}
