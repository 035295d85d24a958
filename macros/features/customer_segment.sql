{#- What kind of customer one is for whom lists are made, by the days on which they bought something. -#}
{%- macro customer_segment(purchase_days) -%}
    case
        when {{ purchase_days }} = 0 then 'newcomer'
        when {{ purchase_days }} <= 2 then 'light'
        when {{ purchase_days }} <= 9 then 'regular'
        else 'heavy'
    end
{%- endmacro -%}
