{#- The values below which so many of all lie, as a list, interpolated between neighbours; nulls are left out. -#}
{%- macro quantiles(value, fractions) -%}
    {{ return(adapter.dispatch('quantiles')(value, fractions)) }}
{%- endmacro -%}

{%- macro default__quantiles(value, fractions) -%}
    quantile_cont(cast({{ value }} as double), [{{ fractions | join(', ') }}])
{%- endmacro -%}

{%- macro spark__quantiles(value, fractions) -%}
    percentile(cast({{ value }} as double), array({{ fractions | join(', ') }}))
{%- endmacro -%}
