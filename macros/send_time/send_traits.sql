{#- What send_time answers, and the values it has; the same as ANSWERED and TRAITS in python_ml/send_time/send_time.py. -#}
{%- macro send_traits() -%}
    {{ return({'hour': range(24) | list, 'weekday': range(1, 8) | list}) }}
{%- endmacro -%}
