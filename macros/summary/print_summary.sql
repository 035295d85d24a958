{#- Prints what this run has built, as far as it has, and what came of publishing it: rows of three tables, put into words. -#}
{%- macro print_summary(results, published) -%}
    {%- set rows = [] -%}
    {%- for name in ['build_facts', 'build_steps', 'alerts'] -%}
        {%- set table = built_in_run(results, name) -%}
        {%- do rows.append('(select list(built) from ' ~ table ~ ' as built)' if table else 'null') -%}
    {%- endfor -%}
    {%- set said = dbt.string_literal(dbt.escape_single_quotes(published)) -%}
    {%- do print('') -%}
    {%- for line in run_query('select unnest(helix_summary(' ~ rows | join(', ') ~ ', ' ~ said ~ '))').rows -%}
        {%- do print(line[0]) -%}
    {%- endfor -%}
{%- endmacro -%}
