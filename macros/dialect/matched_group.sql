{#- What a group of a regular expression matches; an empty text where the expression matches nothing. -#}
{%- macro matched_group(text, pattern, number) -%}
    {{ return(adapter.dispatch('matched_group')(text, pattern, number)) }}
{%- endmacro -%}

{%- macro default__matched_group(text, pattern, number) -%}
    regexp_extract({{ text }}, '{{ pattern }}', {{ number }})
{%- endmacro -%}

{%- macro spark__matched_group(text, pattern, number) -%}
    regexp_extract({{ text }}, r'{{ pattern }}', {{ number }})
{%- endmacro -%}
