{%- macro weekday(date) -%}
    {{ return(adapter.dispatch('weekday')(date)) }}
{%- endmacro -%}

{%- macro default__weekday(date) -%}
    isodow({{ date }})
{%- endmacro -%}

{%- macro spark__weekday(date) -%}
    (weekday({{ date }}) + 1)
{%- endmacro -%}
