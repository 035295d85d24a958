{#-
    What a message template may say in braces; filled in this order, so that a reason may speak of anything but the article.
    A message is read when it arrives: the hour, or `tomorrow`, would be news to nobody.
-#}
{%- macro message_placeholders() -%}
    {{ return(['date', 'reason', 'article']) }}
{%- endmacro -%}
