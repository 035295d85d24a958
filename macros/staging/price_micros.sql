{#- Money as an integer number of millionths; null where the text is no amount. -#}
{%- macro price_micros(price) -%}
    cast(try_cast({{ price }} as decimal(18, 6)) * 1000000 as bigint)
{%- endmacro -%}
