{#- `days` is a literal number of days; both dialects read this interval alike. -#}
{%- macro add_days(date, days) -%}
    cast({{ date }} + interval '{{ days }}' day as date)
{%- endmacro -%}
