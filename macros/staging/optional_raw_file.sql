{#-
    A subquery with the named columns of a file that may lack some of them, or not be there at all: what is missing is
    null, as text.
-#}
{%- macro optional_raw_file(source_name, table, columns) -%}
    {%- do source(source_name, table) -%}
    {%- set is_there = execute and raw_file_path(source_name, table) != '' -%}
    {%- set present = [] -%}
    {%- if is_there -%}
        {%- set described = run_query('describe select * from ' ~ raw_file(source_name, table)) -%}
        {%- for name in described.columns[0].values() -%}
            {%- do present.append(name | lower) -%}
        {%- endfor -%}
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
