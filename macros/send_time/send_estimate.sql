{#- The estimate of one parameter of send_time_strengths, out of the rows of a cutoff. -#}
{%- macro send_estimate(parameter, trait=none, segment=none, value=none) -%}
    max(case
        when
            parameter = '{{ parameter }}'
            {%- if trait is not none %} and trait = '{{ trait }}'{% endif %}
            {%- if segment is not none %} and segment = {{ segment }}{% endif %}
            {%- if value is not none %} and value = {{ value }}{% endif %}
            then estimate
    end)
{%- endmacro -%}
