{#- Whether a moment says at what time of the day it was: a bare date is read as its midnight, to the microsecond. -#}
{%- macro has_time_of_day(moment) -%}
    {{ moment }} <> cast(cast({{ moment }} as date) as timestamp)
{%- endmacro -%}
