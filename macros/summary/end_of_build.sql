{#- For on-run-end: which leaks were found, what ran short, what was built and what it took; and people get to read it. -#}
{%- macro end_of_build(results) -%}
    {%- if execute and flags.WHICH in ['build', 'test'] -%}
        {%- do print_leaks(results) -%}
    {%- endif -%}
    {%- if execute -%}
        {%- do print_shortage(results) -%}
    {%- endif -%}
    {%- if execute and flags.WHICH in ['build', 'run'] -%}
        {%- do record_build_steps(results) -%}
        {%- set published = publish_build(results) -%}
        {%- do end_run(results, published) -%}
        {%- do print_summary(results, published['said']) -%}
        {%- if published['problem'] -%}
            {{ refuse(published['problem']) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
