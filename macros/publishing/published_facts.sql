{#- The facts of the build that people read now, to select from; none if nothing is published or that build is of another source. -#}
{%- macro published_facts() -%}
    (select unnest(helix_published_facts('{{ var("source") }}'), recursive := true))
{%- endmacro -%}
