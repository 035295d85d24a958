{#- Writes down why a build that `begin_run` has written down was not published; nothing if it was. -#}
{%- macro end_run(results, published) -%}
    {%- set failed = [published['problem']] if published['problem'] else [] -%}
    {%- for result in results if result.status not in ['success', 'pass', 'warn', 'no-op', 'skipped'] -%}
        {%- do failed.append(result.node.name) -%}
    {%- endfor -%}
    {%- set reason = published['reason'] -%}
    {%- set given = 'null' if reason is none else dbt.string_literal(dbt.escape_single_quotes(reason)) -%}
    {%- do run_query('select helix_end_run(' ~ given ~ ', ' ~ ('false' if failed else 'true') ~ ')') -%}
{%- endmacro -%}
