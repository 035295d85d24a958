{#-
    A subquery with the named columns of a file that may lack some of them, or not be there at all: what is missing is
    null, as text.
-#}
{%- macro optional_raw_file(source_name, table, columns) -%}
    {%- do source(source_name, table) -%}
    {%- set path = raw_file_path(source_name, table) -%}
    {%- set is_there = execute and path != '' -%}
    {%- set present = [] -%}
    {%- if is_there and path.endswith('.csv') -%}
        {%- set present = csv_columns(path) | map('lower') | list -%}
    {%- elif is_there -%}
        {%- set described = run_query('describe select * from ' ~ raw_file(source_name, table)) -%}
        {%- set present = described.columns[0].values() | map('lower') | list -%}
    {%- endif -%}
    (
        select
            {%- for column in columns %}
            {{ column if column in present else 'cast(null as varchar) as ' ~ column }}{{ ',' if not loop.last }}
            {%- endfor %}
        {%- if is_there %}
        from {{ raw_file(source_name, table) }}
        {%- else %}
        where false
        {%- endif %}
    )
{%- endmacro -%}
