{#- Windows, in days, over which it is counted how often an article was bought again. -#}
{%- macro rebuy_windows() -%}
    {{ return([28, 91]) }}
{%- endmacro -%}
