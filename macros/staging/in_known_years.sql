{#- A moment, or null where it lies in no year of four digits from 1900 on. -#}
{%- macro in_known_years(moment) -%}
    case
        when {{ moment }} between timestamp '1900-01-01' and timestamp '9999-12-31' then {{ moment }}
    end
{%- endmacro -%}
