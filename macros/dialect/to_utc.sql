{%- macro to_utc(local_time, timezone) -%}
    {{ return(adapter.dispatch('to_utc')(local_time, timezone)) }}
{%- endmacro -%}

{%- macro default__to_utc(local_time, timezone) -%}
    timezone('UTC', timezone('{{ timezone }}', {{ local_time }}))
{%- endmacro -%}

{%- macro spark__to_utc(local_time, timezone) -%}
    to_utc_timestamp({{ local_time }}, '{{ timezone }}')
{%- endmacro -%}
