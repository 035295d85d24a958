{#- The one reason for a rejected row that no share allows: what follows such a row is lost without a count. -#}
{%- macro broken_quotes() -%}
    'broken quotes'
{%- endmacro -%}
