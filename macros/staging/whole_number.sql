{#- A cast to integer would round 2.7 on one engine and cut it on another: null where the text is no whole number. -#}
{%- macro whole_number(number) -%}
    case
        when try_cast({{ number }} as double) = floor(try_cast({{ number }} as double))
            then try_cast(try_cast({{ number }} as double) as integer)
    end
{%- endmacro -%}
