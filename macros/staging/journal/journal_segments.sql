{#-
    The finished segments of the journal with one of two endings; none without a journal, and while models are parsed.
    A segment is written under a name that begins with `_` and gets its own when it is whole: Spark passes over such
    names, as over those that begin with a dot.
-#}
{%- macro journal_segments(folders, ending) -%}
    {%- if not execute or not var('journal_path') -%}
        {{ return([]) }}
    {%- endif -%}
    {%- set patterns = [] -%}
    {%- for folder in folders -%}
        {%- do patterns.append(dbt.string_literal(
            dbt.escape_single_quotes(var('journal_path') ~ '/' ~ folder ~ '/*.' ~ ending)
        )) -%}
    {%- endfor -%}
    {{ return(run_query(
        'select file from glob([' ~ patterns | join(', ') ~ '])'
        ~ " where parse_filename(file) not like '\\_%' escape '\\' and parse_filename(file) not like '.%' order by file"
    ).columns[0].values() | list) }}
{%- endmacro -%}
