{#-
    Money as an integer number of millionths; null where the text is no amount, or more than a bigint holds. What a
    seventh decimal says is rounded.
-#}
{%- macro price_micros(price) -%}
    try_cast(try_cast({{ price }} as decimal(24, 6)) * 1000000 as bigint)
{%- endmacro -%}
