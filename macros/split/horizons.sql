{#- Days within which next_purchase says how likely a customer buys, in rising order. -#}
{%- macro horizons() -%}
    {{ return([7, 14, 30, 60, 90]) }}
{%- endmacro -%}
