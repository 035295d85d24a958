{#- Pairs beyond it are next to never bought, and lists are shorter. -#}
{%- macro calibration_depth() -%}
    {{ return(50) }}
{%- endmacro -%}
