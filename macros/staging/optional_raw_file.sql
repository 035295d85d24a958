{#-
    A subquery with the columns of a file as its source describes them; the file may lack some of them, or not be there
    at all: what is missing is null, as text.
-#}
{%- macro optional_raw_file(source_name, table) -%}
    {%- do source(source_name, table) -%}
    {%- set path = raw_file_path(source_name, table) -%}
    {%- set present = [] -%}
    {%- if path.endswith('.csv') -%}
        {%- set present = csv_columns(path) | map('lower') | list -%}
    {%- elif path -%}
        {%- set described = run_query('describe select * from ' ~ raw_file(source_name, table)) -%}
        {%- set present = described.columns[0].values() | map('lower') | list -%}
    {%- endif -%}
    (
        select
            {%- for column in (raw_tables(source_name)[table].columns if execute else ['not_known_yet']) %}
            {{ column if column in present else 'cast(null as varchar) as ' ~ column }}{{ ',' if not loop.last }}
            {%- endfor %}
        {%- if path %}
        from {{ raw_file(source_name, table) }}
        {%- else %}
        where false
        {%- endif %}
    )
{%- endmacro -%}
