{#- Statement that writes a comment on a table or view; none on Spark, where none is read. -#}
{%- macro comment_on(kind, relation, text) -%}
    {{ return(adapter.dispatch('comment_on')(kind, relation, text)) }}
{%- endmacro -%}

{%- macro default__comment_on(kind, relation, text) -%}
    comment on {{ kind }} {{ relation }} is {{ dbt.string_literal(dbt.escape_single_quotes(text)) }}
{%- endmacro -%}

{%- macro spark__comment_on(kind, relation, text) -%}
{%- endmacro -%}
