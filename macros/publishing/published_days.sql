{#-
    The days of the build that people read now, with the checksum of each, to select from; none if nothing is published
    or that build is of another source.
-#}
{%- macro published_days() -%}
    (select unnest(helix_published_days('{{ var("source") }}'), recursive := true))
{%- endmacro -%}
