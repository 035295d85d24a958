{#-
    Ends the build with the first sentence of a table of problems; everything after it is skipped and stays as it was.
    A history too short for cutoffs is no problem to a run that builds none, such as a first look at a shop's sales.
-#}
{%- macro stop_on_problem(problems, concerns=none) -%}
    {%- if execute -%}
        {%- set sentences = run_query(
            'select helix_printable(sentence) from ' ~ problems
            ~ " where concerns in ('" ~ (concerns or problems_of_this_run()) | join("', '") ~ "')"
            ~ ' order by severity, sentence limit 1'
        ).columns[0].values() -%}
        {%- if sentences -%}
            {{ refuse(sentences[0]) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
