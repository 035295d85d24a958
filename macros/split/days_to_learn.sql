{#- Days that a window to learn from and one to calibrate on take before a target: whole weeks, twice. -#}
{%- macro days_to_learn(horizon) -%}
    14 * cast(ceil({{ horizon }} / 7e0) as integer)
{%- endmacro -%}
