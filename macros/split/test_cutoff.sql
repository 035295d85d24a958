{#- The date of a test cutoff set by variable; anything but an ISO date stops the run. -#}
{%- macro test_cutoff(variable) -%}
    {%- set value = var(variable) | string -%}
    {%- if not modules.re.fullmatch('[0-9]{4}-[0-9]{2}-[0-9]{2}', value) -%}
        {{ refuse(
            variable ~ "='" ~ value ~ "' is no date: write it as YYYY-MM-DD."
        ) }}
    {%- endif -%}
    cast('{{ value }}' as date)
{%- endmacro -%}
