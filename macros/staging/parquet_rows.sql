{#-
    The from clause of a Parquet file whose columns mean what those of a CSV file would: text that was written as bytes is
    text, and a moment with a zone is one of the shop's clock, whatever the clock of the machine.
-#}
{%- macro parquet_rows(literal) -%}
    {%- set translated = [] -%}
    {%- for name, type in run_query('select column_name, column_type from (describe select * from read_parquet(' ~ literal ~ '))').rows -%}
        {%- set column = '"' ~ name | replace('"', '""') ~ '"' -%}
        {%- if type == 'BLOB' -%}
            {%- do translated.append('try(decode(' ~ column ~ ')) as ' ~ column) -%}
        {%- elif type == 'TIMESTAMP WITH TIME ZONE' -%}
            {%- do translated.append("timezone('" ~ var('timezone') ~ "', " ~ column ~ ') as ' ~ column) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if translated -%}
        (select * replace ({{ translated | join(', ') }}) from read_parquet({{ literal }}))
    {%- else -%}
        read_parquet({{ literal }})
    {%- endif -%}
{%- endmacro -%}
