{#- What a message template may say in braces; filled in this order, so that a reason may speak of anything but the article. -#}
{%- macro message_placeholders() -%}
    {{ return(['day', 'date', 'hour', 'reason', 'article']) }}
{%- endmacro -%}
