{#-
    For on-run-start: ends dbt before any node runs if the raw files or the journal cannot be used, and names what lies
    there and is not read. Only commands that build models read them.
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
        {%- set raw_files = given['source'] ~ ', ' ~ given['raw_path'] -%}
        {%- set sentence = run_query(
            "select coalesce(nullif(helix_input_problem(" ~ raw_files ~ "), ''), "
            ~ 'helix_journal_problem(' ~ given['journal_path'] ~ ', ' ~ literals(journal_events()) ~ '))'
        ).columns[0].values()[0] -%}
        {%- if sentence -%}
            {{ refuse(sentence) }}
        {%- endif -%}
        {%- for line in run_query('select unnest(helix_not_read(' ~ raw_files ~ '))').columns[0].values() -%}
            {%- do print(line) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro -%}
