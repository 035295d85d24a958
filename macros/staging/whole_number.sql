{#-
    A cast to integer would round 2.7 on one engine and cut it on another: null where the text is no whole number, or
    none that an integer and its negative hold.
-#}
{%- macro whole_number(number) -%}
    case
        when
            try_cast({{ number }} as double) = floor(try_cast({{ number }} as double))
            and try_cast({{ number }} as double) between -2147483647 and 2147483647
            then cast(try_cast({{ number }} as double) as integer)
    end
{%- endmacro -%}
