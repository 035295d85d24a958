{%- macro in_local_time(text, timezone) -%}
    {{ return(adapter.dispatch('in_local_time')(text, timezone)) }}
{%- endmacro -%}

{%- macro default__in_local_time(text, timezone) -%}
    timezone('{{ timezone }}', try_cast({{ text }} as timestamptz))
{%- endmacro -%}

{#- Spark shows a moment in the zone of its session, which runs in UTC. -#}
{%- macro spark__in_local_time(text, timezone) -%}
    from_utc_timestamp(try_cast({{ text }} as timestamp), '{{ timezone }}')
{%- endmacro -%}
