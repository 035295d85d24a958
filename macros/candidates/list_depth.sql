{#- A list is drawn from four times its length: deep enough for the caps to find something else. -#}
{%- macro list_depth() -%}
    {{ return(4 * var('top_k')) }}
{%- endmacro -%}
