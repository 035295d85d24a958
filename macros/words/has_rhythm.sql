{#- Beyond two gaps without a purchase a rhythm is taken to have ended. -#}
{%- macro has_rhythm(days, gap_days) -%}
    {{ days }} <= 2 * {{ gap_days }}
{%- endmacro -%}
