{#- Whether a line's quantity times its price, in millionths, fits into a bigint. -#}
{%- macro is_countable(quantity, price) -%}
    cast({{ quantity }} as double) * cast({{ price }} as double) < 9.2e18
{%- endmacro -%}
