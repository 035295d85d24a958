{#-
    The sample standard deviation of whole numbers from their count, sum and sum of squares: whole sums are the same on
    every run, which stddev() over doubles is not.
-#}
{%- macro standard_deviation(number, total, total_squared) -%}
    case
        when {{ number }} > 1
            then sqrt(greatest(
                (cast({{ total_squared }} as double) - cast({{ total }} as double) * {{ total }} / {{ number }})
                / ({{ number }} - 1),
                0e0
            ))
    end
{%- endmacro -%}
