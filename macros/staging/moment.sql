{#- A text as a moment; null where it is none, or lies in no year of four digits from 1900 on. -#}
{%- macro moment(text) -%}
    case
        when try_cast({{ text }} as timestamp) between timestamp '1900-01-01' and timestamp '9999-12-31'
            then try_cast({{ text }} as timestamp)
    end
{%- endmacro -%}
