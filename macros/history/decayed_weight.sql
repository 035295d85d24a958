{#-
    0.5 ^ (days / half_life) in millionths. A whole number, because a sum of whole numbers is the same in whatever
    order threads add it up.
-#}
{%- macro decayed_weight(days, half_life) -%}
    cast(round(1e6 * power(0.5e0, {{ days }} / ({{ half_life }} * 1e0))) as bigint)
{%- endmacro -%}
