{#- 'yesterday', '12 days ago', '5 weeks ago', '14 months ago', '2 years ago'. -#}
{%- macro days_ago_in_words(days) -%}
    case
        when {{ days }} = 1 then 'yesterday'
        when {{ days }} < 21 then {{ days }} || ' days ago'
        when {{ days }} < 91 then {{ integer_divide(days, 7) }} || ' weeks ago'
        when {{ days }} < 730 then {{ integer_divide(days, 30) }} || ' months ago'
        else {{ integer_divide(days, 365) }} || ' years ago'
    end
{%- endmacro -%}
