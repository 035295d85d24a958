{#- The dates between which members of a span are compared, from its first day, the day after its last, and the days between. -#}
{%- macro span_days() -%}
    {{ shift_days('starts_on', '-days') }} as before_from,
    {{ shift_days('starts_on', integer_divide('days', 2)) }} as second_half_from,
    {{ shift_days('starts_on', '-days + ' ~ integer_divide('days', 2)) }} as second_half_before_from
{%- endmacro -%}
