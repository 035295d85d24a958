{#- Whether an id column holds something of which nothing is left as an id: a word for "missing", or what cannot be seen. -#}
{%- macro is_word_for_missing(given, id) -%}
    {{ id }} is null and trim(coalesce({{ given }}, '')) <> ''
{%- endmacro -%}
