{#- The one reason for a rejected row that no share allows: what follows such a row is lost without a count. -#}
{%- macro broken_quotes() -%}
    'a quote that does not end'
{%- endmacro -%}
