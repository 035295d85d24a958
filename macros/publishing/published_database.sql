{#- The database file that people read now, none if nothing is published yet. -#}
{%- macro published_database() -%}
    {{ return(run_query('select helix_published_database()').rows[0][0] if execute else none) }}
{%- endmacro -%}
