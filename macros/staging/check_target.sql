{#- Ends dbt with one sentence if the target only reads: what it built would be gone with its memory. -#}
{%- macro check_target() -%}
    {%- if target.path == ':memory:' and flags.WHICH in ['build', 'run', 'seed', 'test', 'snapshot'] -%}
        {{ refuse(
            'The target ' ~ target.name ~ ' only reads: build without --target.'
        ) }}
    {%- endif -%}
{%- endmacro -%}
