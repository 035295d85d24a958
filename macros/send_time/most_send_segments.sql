{#- No fit has more segments: the largest of SEGMENTS in python_ml/send_time/send_time.py. -#}
{%- macro most_send_segments() -%}
    {{ return(8) }}
{%- endmacro -%}
