{#- Weight of a value and its neighbours on the circle, each as far as the kernel carries it. `place` counts from 0. -#}
{%- macro smoothed_weight(weights, kernel, place, values) -%}
    {%- set terms = [] -%}
    {%- for step in range(-3, 4) -%}
        {%- do terms.append(
            list_element(kernel, (step | abs) + 1) ~ ' * ' ~ list_element(weights, (place + step) % values + 1)
        ) -%}
    {%- endfor -%}
    {{ terms | join(' + ') }}
{%- endmacro -%}
