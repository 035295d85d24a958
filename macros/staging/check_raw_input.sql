{#- For on-run-start: ends dbt before any node runs if the raw files cannot be used. Only commands that build models read them. -#}
{%- macro check_raw_input() -%}
    {%- if execute and flags.WHICH in ['build', 'run'] -%}
        {%- set arguments = [] -%}
        {%- for value in [var('source'), var('raw_path')] -%}
            {%- do arguments.append(
                'null' if value is none else dbt.string_literal(dbt.escape_single_quotes(value | string))
            ) -%}
        {%- endfor -%}
        {%- set sentence = run_query(
            'select helix_input_problem(' ~ arguments | join(', ') ~ ')'
        ).columns[0].values()[0] -%}
        {%- if sentence -%}
            {{ exceptions.raise_compiler_error(sentence) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
