{#-
    The column names of a CSV file, in order; one without a name gets its number. The first line is read as it is and
    taken apart here: DuckDB's own look at a file's beginning fails when one of its rows is bad.
-#}
{%- macro csv_columns(path) -%}
    {%- set header = run_query(
        'select line from read_csv(' ~ dbt.string_literal(dbt.escape_single_quotes(path))
        ~ ", columns = {'line': 'varchar'}, auto_detect = false, header = false, delim = e'\\x1f', quote = '', escape = '', "
        ~ 'strict_mode = false, ignore_errors = true) limit 1'
    ).columns[0].values()[0] -%}
    {%- set names = [] -%}
    {%- for quoted, plain in modules.re.findall('(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))', header) -%}
        {%- do names.append(quoted | replace('""', '"') or plain or 'column' ~ loop.index) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro -%}
