{#-
    What a cutoff's rows depend on beside the shop's sales: the project's code, and the variables of this run but for
    those that only say where sales and events are and which cutoffs there are.
-#}
{%- macro computed_with() -%}
    {%- set elsewhere = ['raw_path', 'journal_path', 'ranking_test_as_of', 'timing_test_as_of', 'backtest_metrics'] -%}
    {%- set variables = {} -%}
    {%- for name, value in (invocation_args_dict.get('vars') or {}).items() -%}
        {%- if name not in elsewhere and not name.startswith('demo_') -%}
            {%- do variables.update({name: value}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set code = run_query('select helix_code_fingerprint()').columns[0].values()[0] if execute else '' -%}
    {{ return(local_md5(code ~ tojson(variables, sort_keys=true))) }}
{%- endmacro -%}
