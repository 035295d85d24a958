{%- macro shift_days(date, days) -%}
    {{ return(adapter.dispatch('shift_days')(date, days)) }}
{%- endmacro -%}

{%- macro default__shift_days(date, days) -%}
    cast({{ date }} + cast({{ days }} as integer) as date)
{%- endmacro -%}

{%- macro spark__shift_days(date, days) -%}
    date_add({{ date }}, cast({{ days }} as int))
{%- endmacro -%}
