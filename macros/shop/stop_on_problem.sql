{#- Ends the build with the first sentence of a table of problems; everything after it is skipped and stays as it was. -#}
{%- macro stop_on_problem(problems) -%}
    {%- if execute -%}
        {%- set sentences = run_query(
            'select sentence from ' ~ problems ~ ' order by severity, sentence limit 1'
        ).columns[0].values() -%}
        {%- if sentences -%}
            {{ exceptions.raise_compiler_error(sentences[0]) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
