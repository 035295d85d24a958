{#- What problems of the shop may concern, so that they stop this run at once: those of cutoffs only a run that builds them. -#}
{%- macro problems_of_this_run() -%}
    {%- set concerns = ['shop'] -%}
    {%- for cutoffs, concern in [('int_cutoffs', 'ranking'), ('int_timing_targets', 'timing')] -%}
        {%- if 'model.' ~ project_name ~ '.' ~ cutoffs in selected_resources -%}
            {%- do concerns.extend(['cutoffs', concern]) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(concerns) }}
{%- endmacro -%}
