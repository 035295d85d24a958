{#- How many customers each build that is still there expected to order in the window after it, to select from. -#}
{%- macro published_promises() -%}
    (select unnest(helix_published_promises('{{ var("source") }}'), recursive := true))
{%- endmacro -%}
