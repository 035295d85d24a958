{#-
    For the shuffled twin: every table is written in the order of its rows' hashes, unless its query ends with an order of
    its own. Whatever breaks a tie by the order in which rows lie then breaks it otherwise.
-#}
{%- macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none) -%}
    {%- set last_part = compiled_code.split(')')[-1] | lower if language == 'sql' else '' -%}
    {%- if language == 'sql' and 'order by' not in last_part -%}
        {%- set compiled_code = 'select * from (' ~ compiled_code ~ '\n) as scrambled order by hash(scrambled)' -%}
    {%- endif -%}
    {{ return(dbt.duckdb__create_table_as(temporary, relation, compiled_code, language, partitioned_by, sorted_by)) }}
{%- endmacro -%}
