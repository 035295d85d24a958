{%- macro build_summary(results) -%}
{%- endmacro -%}
