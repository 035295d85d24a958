{#-
    For on-run-start: ends dbt before any node runs if the raw files or the journal cannot be used. Only commands that
    build models read them.
-#}
{%- macro check_raw_input() -%}
    {%- if execute and flags.WHICH in ['build', 'run'] -%}
        {%- set given = {} -%}
        {%- for name in ['source', 'raw_path', 'journal_path'] -%}
            {%- set value = var(name) -%}
            {%- do given.update({name:
                'null' if value is none else dbt.string_literal(dbt.escape_single_quotes(value | string))
            }) -%}
        {%- endfor -%}
        {%- set sentence = run_query(
            'select coalesce(nullif(helix_input_problem(' ~ given['source'] ~ ', ' ~ given['raw_path'] ~ "), ''), "
            ~ 'helix_journal_problem(' ~ given['journal_path'] ~ ', ' ~ literals(journal_events()) ~ '))'
        ).columns[0].values()[0] -%}
        {%- if sentence -%}
            {{ refuse(sentence) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
