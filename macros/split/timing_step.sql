{#- Days from one cutoff that timing learns from to the next: each gives a week of orders of its own. -#}
{%- macro timing_step() -%}
    {{ return(7) }}
{%- endmacro -%}
