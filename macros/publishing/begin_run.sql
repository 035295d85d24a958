{#-
    For on-run-start: writes down beside the published builds that one is being made, and ends dbt before any node runs if it
    could not be published in the end.
-#}
{%- macro begin_run() -%}
    {%- if execute and flags.WHICH == 'build' and keep_builds() > 0 and not flags.EMPTY and not flags.SAMPLE -%}
        {%- set given = [] -%}
        {%- for value in [var('source'), raw_path_name()] -%}
            {%- do given.append(dbt.string_literal(dbt.escape_single_quotes(value | string))) -%}
        {%- endfor -%}
        {%- set problem = run_query('select helix_begin_run(' ~ given | join(', ') ~ ')').columns[0].values()[0] -%}
        {%- if problem -%}
            {{ exceptions.raise_compiler_error(shortage('The record of this build', problem) or problem) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
