{#- 'almost every day', 'about once a week', 'about every 5 weeks', 'about every 3 months'. -#}
{%- macro every_in_words(days) -%}
    case
        when {{ days }} < 1.5e0 then 'almost every day'
        when {{ days }} >= 5.5e0 and {{ days }} < 8.5e0 then 'about once a week'
        when {{ days }} < 10.5e0 then 'about every ' || cast(round({{ days }}) as integer) || ' days'
        when {{ days }} < 60e0 then 'about every ' || cast(round({{ days }} / 7e0) as integer) || ' weeks'
        else 'about every ' || cast(round({{ days }} / 30.4e0) as integer) || ' months'
    end
{%- endmacro -%}
