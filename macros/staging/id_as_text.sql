{#- An id as text without blanks around it; null where nothing is left. -#}
{%- macro id_as_text(id) -%}
    nullif(trim(cast({{ id }} as string)), '')
{%- endmacro -%}
