{#-
    Days since the last day of a fixed grid, a step apart and the same in every build: a cutoff on it stays where it is
    when a day of sales is added. 1970-01-01 is where both dialects begin to count.
-#}
{%- macro days_since_grid(date, step) -%}
    ({{ days_between("cast('1970-01-01' as date)", date) }} % {{ step }})
{%- endmacro -%}
