{#- Path of a Parquet file with the journal's events, where a database keeps them; none where segments do, or nothing. -#}
{%- macro journal_copy() -%}
    {%- if not execute or not var('journal_path') -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set folders = {} -%}
    {%- for folder, contract in journal_events().items() -%}
        {%- do folders.update({contract.kind: folder}) -%}
    {%- endfor -%}
    {{ return(run_query(
        'select helix_journal_copy(' ~ dbt.string_literal(dbt.escape_single_quotes(var('journal_path')))
        ~ ', ' ~ dbt.string_literal(tojson(folders)) ~ ')'
    ).columns[0].values()[0]) }}
{%- endmacro -%}
