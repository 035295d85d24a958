{#- What programs write into an id column where they have nothing, as a regular expression. -#}
{%- macro words_for_missing() -%}
    {{ return(
        '^(?i:nan|nat|null|none|nil|undefined|missing|<na>|#?n/?a|n[.]a[.]|#value!|#ref!|#name[?]|[[(<]?null[])>]?'
        ~ '|\\\\n|-+|[?]+|[.]+)$'
    ) }}
{%- endmacro -%}
