{#-
    Ends the build with the first sentence of a table of problems; everything after it is skipped and stays as it was.
    A history too short for cutoffs is no problem to a run that builds none, such as a first look at a shop's sales.
-#}
{%- macro stop_on_problem(problems) -%}
    {%- if execute -%}
        {%- set builds_cutoffs = 'model.' ~ project_name ~ '.int_cutoffs' in selected_resources -%}
        {%- set sentences = run_query(
            'select sentence from ' ~ problems ~ ('' if builds_cutoffs else ' where not is_about_cutoffs')
            ~ ' order by severity, sentence limit 1'
        ).columns[0].values() -%}
        {%- if sentences -%}
            {{ exceptions.raise_compiler_error(sentences[0]) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
