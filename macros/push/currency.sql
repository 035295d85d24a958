{#- The currency of the shop's money as a text, null if the variable of that name is not set. -#}
{%- macro currency() -%}
    {{ return('null' if var('currency') is none else "'" ~ var('currency') ~ "'") }}
{%- endmacro -%}
