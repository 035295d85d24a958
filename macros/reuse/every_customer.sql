{#- What create_table_as looks for, and puts each part's keys in place of. -#}
{%- macro every_customer() -%}
    between 0 and 2147483647
{%- endmacro -%}
