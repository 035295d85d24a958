{#-
    How many independent rows the rows of a window are worth: between Kish's effective size and their number, by Rao and
    Scott's first correction. Of one bin alone nothing can be said, and they count in full.
-#}
{%- macro effective_size(all_rows, all_squares, bin_squares, bin_rows) -%}
    least(
        cast({{ all_rows }} as double),
        greatest(
            cast({{ all_rows }} as double) * cast({{ all_rows }} as double) / cast({{ all_squares }} as double),
            coalesce(
                cast({{ all_rows }} as double) * cast({{ all_rows }} as double) * (count(*) - 1)
                / nullif(greatest(
                    cast({{ all_rows }} as double)
                    * round(sum(cast({{ bin_squares }} as double) / cast({{ bin_rows }} as double)), 9)
                    - cast({{ all_squares }} as double),
                    0e0
                ), 0e0),
                cast({{ all_rows }} as double)
            )
        )
    )
{%- endmacro -%}
