{#- Expression with a segment's name in the journal, its folder before it, from its path. -#}
{%- macro segment_of(path) -%}
    regexp_extract({{ path }}, '([^/]+/[^/]+)$', 1)
{%- endmacro -%}
