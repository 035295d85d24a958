{#- A whole number to sum: DuckDB sums into 128 bits by itself, Spark into the 64 that a bigint has. -#}
{%- macro wide_integer(number) -%}
    {{ return(adapter.dispatch('wide_integer')(number)) }}
{%- endmacro -%}

{%- macro default__wide_integer(number) -%}
    {{ number }}
{%- endmacro -%}

{%- macro spark__wide_integer(number) -%}
    cast({{ number }} as decimal(38, 0))
{%- endmacro -%}
