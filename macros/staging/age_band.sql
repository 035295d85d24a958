{#- Bands of ten years: narrow enough to differ in taste, wide enough for something to be popular in. -#}
{%- macro age_band(age) -%}
    case
        when {{ age }} < 25 then 'under 25'
        when {{ age }} < 35 then '25 to 34'
        when {{ age }} < 45 then '35 to 44'
        when {{ age }} < 55 then '45 to 54'
        when {{ age }} < 65 then '55 to 64'
        else '65 and over'
    end
{%- endmacro -%}
