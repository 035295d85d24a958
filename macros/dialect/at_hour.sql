{#- The moment at a whole hour of a day; both dialects read this interval alike. -#}
{%- macro at_hour(date, hour) -%}
    cast(cast({{ date }} as timestamp) + {{ hour }} * interval '1' hour as timestamp)
{%- endmacro -%}
