{#-
    A subquery with the columns of a file as its source describes them; the file may lack some of them, or not be there
    at all: what is missing is null, as text.
-#}
{%- macro optional_raw_file(source_name, table) -%}
    {%- do source(source_name, table) -%}
    {%- set file = readable_file(source_name, table) -%}
    {%- set present = file.columns | map('lower') | list -%}
    (
        select
            {%- for column in (raw_tables(source_name)[table].columns if execute else ['not_known_yet']) %}
            {{ column if column in present else 'cast(null as varchar) as ' ~ column }}{{ ',' if not loop.last }}
            {%- endfor %}
        {%- if file.path %}
        from {{ raw_file(source_name, table) }}
        {%- else %}
        where false
        {%- endif %}
    )
{%- endmacro -%}
