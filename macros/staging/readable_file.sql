{#-
    How DuckDB reads the file of a source's table, as python_ml/intake has found it: `path`, as people know it, and
    `read_path`, `columns` and `skip_lines`. The paths are empty for an optional file that is not there, and while models
    are parsed.
-#}
{%- macro readable_file(source_name, table) -%}
    {%- set nothing = {'path': '', 'read_path': '', 'columns': ['not_known_yet'], 'skip_lines': 0} -%}
    {%- if not execute -%}
        {{ return(nothing) }}
    {%- endif -%}
    {%- set given = [] -%}
    {%- for value in [source_name, var('raw_path') or '', table] -%}
        {%- do given.append(dbt.string_literal(dbt.escape_single_quotes(value | string))) -%}
    {%- endfor -%}
    {%- set file = fromjson(run_query('select helix_raw_file(' ~ given | join(', ') ~ ')').columns[0].values()[0]) -%}
    {{ return(file or nothing) }}
{%- endmacro -%}
