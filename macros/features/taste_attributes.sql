{#- What articles have in common that a customer may have a taste for; int_articles holds `<attribute>_key` of each. -#}
{%- macro taste_attributes() -%}
    {{ return(['product', 'category', 'department', 'colour']) }}
{%- endmacro -%}
